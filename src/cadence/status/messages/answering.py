"""An answer as a message: one sentence, the evidence, how the question was understood, and what it rests on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from cadence.core.issue import Version
from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Button,
    Choice,
    Feedback,
    Line,
    Link,
    Menu,
    Message,
    Moment,
    Note,
    Paragraph,
    Table,
    Text,
    Where,
    Who,
    bold,
    code,
    line,
)
from cadence.core.people import Area
from cadence.core.query import Among, Field, Order, OrderBy, Unresolved, Within
from cadence.core.query import Moment as When
from cadence.core.words import listed
from cadence.status.messages.issues import DAY, evidence, seen_before, state
from cadence.status.messages.words import counted, lasting, noun, phrase
from cadence.status.model.answer import Answer, Source
from cadence.status.model.question import Dimension, Event, Kind, Question

MOST_BUTTONS_OF_FILTERS = 25

Sentence = Callable[[Answer, datetime], Line]


def answered(answer: Answer, *, id: str, browse: str, now: datetime) -> Message:  # noqa: A002 - the question's id
    """`id` is the question's, which the buttons bring back; `browse` where issues open."""
    said = sentence(answer, now)
    blocks: tuple[Block, ...] = (
        Paragraph(said),
        *_evidence(answer, browse, now),
        *seen_before(answer.seen_before, browse=browse),
        *_small_print(answer),
        *_buttons(answer, id),
        Feedback(action="status.feedback", value=id),
    )
    return Message(summary=as_text(said), blocks=blocks)


def sentence(answer: Answer, now: datetime) -> Line:
    """The one line that answers."""
    return _SENTENCES[answer.question.kind](answer, now)


def as_text(said: Line) -> str:
    """A line without its marks."""
    return "".join(_plain(span) for span in said)


def _plain(span: object) -> str:
    match span:
        case Text(text=text) | Link(text=text):
            return text
        case Moment(at=at):
            return at.strftime("%-d %b %Y %H:%M UTC")
        case Who(user=user):
            return user
        case Where(channel=channel):
            return channel
    return ""


# --- sentences -----------------------------------------------------------------------------------


def _of_issue(answer: Answer, now: datetime) -> Line:  # noqa: ARG001 - a sentence's shape
    if not answer.issues:
        return _nothing(answer)
    if answer.closest:
        return line(_closest(answer))
    if len(answer.issues) > 1:
        return line(*_many_states(answer), *_and_missing(answer))
    issue = answer.issues[0]
    said: list[Text | str | Moment] = [bold(issue.key), f" is {_standing(answer)}"]
    last = _last_change(answer)
    if last:
        said += [" since ", Moment(last, DAY)]
    if issue.is_open and answer.question.kind is not Kind.WHEN:
        said += [f", {_due(answer)}"]
    return line(*said, ".", *_and_missing(answer))


def _closest(answer: Answer) -> str:
    said = " ".join(answer.question.words)
    if len(answer.issues) == 1:
        return f"No title says “{said}” outright. The closest is:"
    return f"I can't tell which {noun(answer.question)} “{said}” means. The closest are:"


def _standing(answer: Answer) -> str:
    issue = answer.issues[0]
    return f"{'open' if issue.is_open else 'resolved'}: {state(issue)}"


def _due(answer: Answer) -> str:
    issue = answer.issues[0]
    if issue.fix_versions:
        return f"planned for {listed([version.name for version in issue.fix_versions])}"
    return "with no fix version"


def _last_change(answer: Answer) -> datetime | None:
    issue = answer.issues[0]
    for key, changes in answer.histories:
        moves = [change.at for change in changes if change.field == "status"]
        if key == issue.key and moves:
            return moves[-1]
    return issue.resolved_at


def _many_states(answer: Answer) -> Line:
    still_open = sum(issue.is_open for issue in answer.issues)
    verb = "is" if still_open == 1 else "are"
    return line(f"{still_open} of these {len(answer.issues)} {verb} open.")


def _and_missing(answer: Answer) -> Line:
    if not answer.missing:
        return ()
    return line(f" There is no {listed(answer.missing, 'or')} that I may show here.")


def _nothing(answer: Answer) -> Line:
    question = answer.question
    if answer.missing:
        return line(f"There is no {listed(answer.missing, 'or')} that I may show here.")
    if question.words:
        return line(f"I looked and found no {noun(question)} about “{' '.join(question.words)}”.")
    return line(_sentence_case(f"{phrase(question, 0)}."))


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _of_list(answer: Answer, now: datetime) -> Line:  # noqa: ARG001 - a sentence's shape
    question, about = answer.question, "" if answer.exact else "About "
    if not answer.total:
        return _nothing(answer)
    if question.limit and answer.total > len(answer.issues):
        which = _which(question, len(answer.issues))
        return line(f"{which} of {about.lower()}{phrase(question, answer.total)}:")
    return line(bold(f"{about}{phrase(question, answer.total)}"), ".")


_FIRST: Mapping[Order, str] = {
    Order(OrderBy.CREATED, descending=False): "oldest",
    Order(OrderBy.CREATED): "newest",
    Order(OrderBy.UPDATED): "most recently updated",
    Order(OrderBy.UPDATED, descending=False): "least recently updated",
    Order(OrderBy.RESOLVED): "most recently resolved",
    Order(OrderBy.DUE, descending=False): "first due",
}


def _which(question: Question, shown: int) -> str:
    """ "The 5 oldest", "The newest", "The first 10 by priority": how those that are shown were chosen."""
    first = question.order[0] if question.order else None
    if first is not None and first in _FIRST:
        return f"The {_FIRST[first]}" if shown == 1 else f"The {shown} {_FIRST[first]}"
    by = " by priority" if first == Order(OrderBy.PRIORITY) else ""
    return f"The first{by}" if shown == 1 else f"The first {shown}{by}"


def _of_breakdown(answer: Answer, now: datetime) -> Line:  # noqa: ARG001 - a sentence's shape
    by = answer.question.by
    if not answer.total or not answer.counts or by is None:
        return _nothing(answer)
    top = max(answer.counts, key=lambda row: row.count)
    return line(
        bold(phrase(answer.question, answer.total)),
        f", by {by}. Most: {top.name or _nameless(by)} ({top.count:,}).",
    )


def _of_changes(answer: Answer, now: datetime) -> Line:  # noqa: ARG001 - a sentence's shape
    question = answer.question
    window = question.span_label or "in that time"
    what = listed([_HAPPENED[event] for event in question.events], "or") or "touched"
    about = "" if answer.exact else "About "
    said = line(bold(f"{about}{phrase(question, answer.total)} {what} {window}"))
    if not answer.total:
        return line(_sentence_case(f"{phrase(question, 0)} {what} {window}."))
    extra = [f"{row.count:,} {_HAPPENED[Event(row.name)]}" for row in answer.counts if row.name]
    return line(*said, f": {listed(extra)}." if extra else ".")


_HAPPENED: Mapping[Event, str] = {
    Event.CREATED: "reported",
    Event.RESOLVED: "resolved",
    Event.FIXED: "fixed",
    Event.UPDATED: "touched",
    Event.REOPENED: "reopened",
    Event.MOVED: "moved on",
}


def _of_news(answer: Answer, now: datetime) -> Line:
    if answer.since is None:
        return line(
            "You had not asked before, so this is of the last 7 days. ", *_of_changes(answer, now)
        )
    return line("Since you last asked (", Moment(answer.since), "): ", *_of_changes(answer, now))


def _of_readiness(answer: Answer, now: datetime) -> Line:  # noqa: ARG001 - a sentence's shape
    readiness = answer.readiness
    if readiness is None:
        return _nothing(answer)
    whole = readiness.open + readiness.done
    release = readiness.release or "this release"
    name = noun(answer.question)
    if not whole:
        return line(f"I looked and found no {name} in Jira for {release}.")
    if not readiness.open:
        done = f"the only {name} is" if whole == 1 else f"all {counted(whole, name)} are"
        return line(bold(f"Nothing open is left for {release}"), f": {done} done.")
    about = "" if answer.exact else "About "
    return line(
        bold(f"{about}{counted(readiness.open, name)} still open for {release}"),
        f"; {about.lower()}{readiness.done:,} of {whole:,} done.",
    )


def _of_when(answer: Answer, now: datetime) -> Line:
    if len(answer.issues) != 1 or answer.closest or not answer.issues[0].is_open:
        return _of_issue(answer, now)
    issue = answer.issues[0]
    dated = [version for version in issue.fix_versions if version.release_date]
    if dated:
        first = min(dated, key=lambda version: str(version.release_date))
        return line(
            bold(issue.key),
            f" is planned for {first.name}, which Jira dates {first.release_date:%-d %b %Y}"
            f"{_gone_by(first, now)}.",
        )
    if issue.due:
        is_over = issue.due < now.date()
        verb, over = ("was", ": that day has passed") if is_over else ("is", "")
        return line(bold(issue.key), f" {verb} due on {issue.due:%-d %b %Y}{over}.")
    return line(
        bold(issue.key),
        " has no date in Jira: no due date and no dated fix version. ",
        *_expected(answer),
    )


def _gone_by(version: Version, now: datetime) -> str:
    if version.released:
        return " and has already released without it"
    is_over = version.release_date is not None and version.release_date < now.date()
    return "; that day has passed and it is not released" if is_over else ""


def _expected(answer: Answer) -> Line:
    expected = answer.expectation
    if expected is None or expected.half is None:
        n = expected.n if expected else 0
        return line(f"Too few similar bugs to say what is usual (n = {n}).")
    said = f"Of {expected.like}, half are done within {_within(expected.half)}"
    if expected.most is not None:
        said += f", 85 % within {_within(expected.most)}"
    return line(f"{said}; n = {expected.n:,}. That is what is usual, not a promise.")


def _within(duration: timedelta) -> str:
    return lasting(duration).removeprefix("under ")


def _of_who(answer: Answer, now: datetime) -> Line:  # noqa: ARG001 - a sentence's shape
    if answer.question.keys and not answer.issues:
        return _nothing(answer)
    if not answer.areas:
        return line(
            "No area in cadence.toml owns this, so I can't name a lead. "
            "An admin can add one under [areas]."
        )
    return owners(answer.areas)


def owners(areas: Sequence[Area]) -> Line:
    """Whom to ask, area by area."""
    return line(*(span for area in areas for span in (*_owner(area), " ")))[:-1]


def _owner(area: Area) -> Line:
    place: Line = line(" in ", Where(area.channel)) if area.channel else ()
    return line(bold(area.name), f": ask {area.lead.name}", *place, ".")


def _of_help(answer: Answer, now: datetime) -> Line:  # noqa: ARG001 - a sentence's shape
    return line("Ask me about bugs in plain words; I answer straight from Jira.")


EXAMPLES = (
    "One bug: “PAY-12”, or what it is about: “the checkout crash on iOS”",
    "Lists and counts: “how many P1s are open in Checkout?”, “the five oldest bugs in Search”",
    "Breakdowns: “open bugs by component”",
    "Change: “what got fixed last week?”, “what changed since Monday?”, “what's new since I last asked?”",
    "Releases: “what still blocks 4.2?”",
    "Time: “when will PAY-12 be fixed?”, “what hasn't been touched in 30 days?”",
    "People: “who do I talk to about refunds?”",
    "In the thread, go on: “only iOS”, “by priority”, “show them”",
    "“watch PAY-12” tells you when its state changes; “my watches” lists what you watch",
)


_SENTENCES: Mapping[Kind, Sentence] = {
    Kind.ISSUE: _of_issue,
    Kind.LIST: _of_list,
    Kind.COUNT: _of_list,
    Kind.BREAKDOWN: _of_breakdown,
    Kind.CHANGES: _of_changes,
    Kind.READINESS: _of_readiness,
    Kind.AGEING: _of_list,
    Kind.REOPENED: _of_list,
    Kind.WHEN: _of_when,
    Kind.WHO: _of_who,
    Kind.NEWS: _of_news,
    Kind.HELP: _of_help,
}


# --- evidence ------------------------------------------------------------------------------------


def _evidence(answer: Answer, browse: str, now: datetime) -> tuple[Block, ...]:
    if answer.question.kind is Kind.HELP:
        return (Bullets(tuple(line(example) for example in EXAMPLES)),)
    if answer.question.kind is Kind.BREAKDOWN:
        return (_counts(answer),) if answer.counts else ()
    return evidence(
        answer.issues,
        browse=browse,
        now=now,
        caption=_n_of_n(answer),
    )


def _counts(answer: Answer) -> Table:
    by = answer.question.by or Dimension.STATUS
    whole = answer.total or 1
    note = "; one can stand in several rows" if answer.overlapping else ""
    return Table(
        caption=f"By {by}{note}",
        columns=(by.value.capitalize(), "Count", "Share"),
        rows=tuple(
            (
                line(row.name or _nameless(by)),
                line(f"{row.count:,}"),
                line(f"{100 * row.count / whole:.0f} %"),
            )
            for row in answer.counts
        ),
        right=frozenset({1, 2}),
    )


def _nameless(by: Dimension) -> str:
    return f"no {by.value}"


# --- what it rests on ----------------------------------------------------------------------------


def _small_print(answer: Answer) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if answer.corrected:
        taken = listed([f"“{said}” as {name}" for said, name in answer.corrected])
        blocks.append(Note(line(f"I read {taken}.")))
    if understood := _understood(answer.question):
        blocks.append(Note(line(f"Understood as: {' · '.join(understood)}")))
    if answer.question.kind is not Kind.HELP:
        blocks.append(Note(_source(answer)))
    blocks += [Note(line("⚠ ", warning)) for warning in answer.basis.warnings]
    return tuple(blocks)


def _understood(question: Question) -> list[str]:
    """Everything the question was taken to say, as short labels."""
    labels = [f"about “{' '.join(question.words)}”"] if question.words else []
    labels += [
        f"{each.label} (assumed)" if each.assumed else each.label for each in question.filters
    ]
    if question.kind is Kind.CHANGES:
        events = listed([_HAPPENED[event] for event in question.events], "or") or "touched"
        labels.append(f"{events} {question.span_label}".strip())
    if question.by:
        labels.append(f"by {question.by}")
    if question.limit:
        labels.append(f"at most {question.limit}")
    return labels


def _n_of_n(answer: Answer) -> str:
    about = "" if answer.exact else "about "
    return f"{len(answer.issues):,} of {about}{answer.total:,}"


def _source(answer: Answer) -> Line:
    basis = answer.basis
    shown = f"{_n_of_n(answer)} shown. " if answer.issues else ""
    where = "Read from Jira " if basis.source is Source.JIRA else "From the copy of "
    said = line(shown, where, Moment(basis.as_of), ".")
    return line(*said, " JQL: ", code(basis.jql)) if basis.jql else said


# --- what one can press --------------------------------------------------------------------------


def _buttons(answer: Answer, id: str) -> tuple[Block, ...]:  # noqa: A002 - the question's id
    question = answer.question
    elements: list[Button | Menu] = []
    if len(answer.issues) == 1 and not answer.closest:
        key = answer.issues[0].key
        if answer.issues[0].is_open:
            elements.append(Button(label="Watch", action="status.watch", value=key))
        elements.append(Button(label="History", action="status.history", value=key))
    if not answer.complete and answer.issues:
        elements.append(Button(label="Show more", action="status.more", value=id))
    if question.filters:
        elements.append(_removals(answer, id))
    if answer.basis.url:
        elements.append(Button(label="Open in Jira", action="status.open", url=answer.basis.url))
    if answer.total and _may_be_narrowed(question):
        elements.append(Button(label="Only open ones", action="status.narrow", value=id))
    if answer.areas:
        elements.append(
            Button(
                label="Ask the owner",
                action="status.hand_on",
                value=id,
                confirm="This posts your question for the lead of the area.",
            )
        )
    if question.kind is not Kind.HELP:
        elements.append(Button(label="Not what I asked", action="status.wrong", value=id))
    return (Actions(tuple(elements)),) if elements else ()


def _may_be_narrowed(question: Question) -> bool:
    """Whether it asks for open and resolved ones alike."""
    return question.kind in (Kind.LIST, Kind.COUNT, Kind.BREAKDOWN) and not any(
        isinstance(each.condition, Unresolved)
        or (isinstance(each.condition, Among) and each.condition.field in _OF_STATE)
        or (isinstance(each.condition, Within) and each.condition.moment is When.RESOLVED)
        for each in question.filters
    )


_OF_STATE = (Field.STATUS, Field.CATEGORY, Field.RESOLUTION)


def _removals(answer: Answer, id: str) -> Menu:  # noqa: A002 - the question's id
    filters = answer.question.filters[:MOST_BUTTONS_OF_FILTERS]
    return Menu(
        action="status.widen",
        placeholder="Take away…",
        choices=tuple(
            Choice(label=each.label, value=f"{place}:{id}") for place, each in enumerate(filters)
        ),
    )
