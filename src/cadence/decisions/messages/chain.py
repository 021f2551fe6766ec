"""The chain as people read it, and the form by which they link something."""

from collections.abc import Iterator, Sequence
from datetime import date

from cadence.core.message import (
    Block,
    Button,
    Choice,
    Form,
    Input,
    Kind,
    Line,
    Link,
    Message,
    Moment,
    Note,
    Paragraph,
    Span,
    Text,
    bold,
    code,
    line,
)
from cadence.core.plain import is_address
from cadence.decisions.messages.posts import day
from cadence.decisions.model.chain import (
    Branch,
    Node,
    Reading,
    SignalKind,
    Sort,
    Tree,
    Turned,
    with_unit,
)
from cadence.decisions.model.decision import Decision, Origin, Status
from cadence.decisions.model.issue_states import NOT_ASKED, IssueStates
from cadence.decisions.model.linked import LinkKind

OPEN = "decisions.open.link"
FORM = "decisions.link"
"""The callback of the form."""

MOST_TEXT = 140
"""Characters of each line of the tree."""

STEP = "\u2003"
"""An em space: Slack keeps it at the beginning of a line."""

USAGE = (
    "“/decision link D-42 PAY-12” or “PAY-12 is done”, “PAY 4.2 is released” (it is looked at again then), “D-17” "
    "(rests on it), a message's link, “"
    '"open P1 bugs in Checkout" above 20”, “figure "activation 41 % on 2026-11-01" below 38”, '
    "“learning "
    '"…" from S-1”, “principle "…"”, “S-3”, and “remove PAY-12”.'
)


# --- the tree --------------------------------------------------------------------------------------


def chain_blocks(
    tree: Tree, *, browse: str = "", states: IssueStates = NOT_ASKED
) -> tuple[Block, ...]:
    """What it founds above, what it rests on below, and what reopens it; nothing where there is nothing."""
    blocks: list[Block] = []
    if tree.above:
        blocks.append(_part("What it founds", tree.above, "↑"))
    if tree.below:
        blocks.append(_part("What it rests on", tree.below, "↳"))
    if tree.issues:
        blocks.append(Paragraph((bold("In Jira: "), *_issues(tree.issues, browse, states))))
    if tree.issues and states.is_unknown:
        blocks.append(Note(line("Jira could not be read, so how these issues stand is not shown.")))
    if tree.reopened_by:
        blocks.append(Paragraph(line(bold("Looked at again when "), " or ".join(tree.reopened_by))))
    if tree.is_cut:
        blocks.append(Note(line("There is more than fits here: show one of these to go on.")))
    return tuple(blocks)


def _part(title: str, branches: Sequence[Branch], arrow: str) -> Paragraph:
    spans: list[Span] = [bold(title)]
    for branch in branches:
        spans += _lines(branch, arrow, 0)
    return Paragraph(tuple(spans))


def _lines(branch: Branch, arrow: str, depth: int) -> Iterator[Span]:
    yield Text(f"\n{STEP * depth}{arrow} ")
    yield bold(str(branch.ref))
    if branch.is_repeated:
        yield Text(" (see above)")
        return
    yield Text(" ")
    yield from described(branch.item)
    for each in branch.onward:
        yield from _lines(each, arrow, depth + 1)


def described(item: Decision | Node) -> Line:
    """One node of the chain, on one line."""
    if isinstance(item, Decision):
        return line(_cut(item.body.title), _standing(item))
    if item.ref.sort is not Sort.SIGNAL:
        return line(f"{item.ref.sort.word}: {_cut(item.text)}")
    return line(*_signal(item))


def _standing(decision: Decision) -> str:
    if decision.status is Status.ACCEPTED:
        return ""
    if decision.status is Status.SUPERSEDED and decision.superseded_by:
        return f" (superseded by D-{decision.superseded_by})"
    return f" ({decision.status})"


def _signal(node: Node) -> Iterator[str | Span]:
    signal = node.signal
    if signal is None:
        yield _cut(node.text)
        return
    if signal.kind is SignalKind.MESSAGE and signal.said:
        yield f"{signal.said.name} said: “{_cut(node.text)}”"
        if signal.said.permalink and is_address(signal.said.permalink):
            yield " "
            yield Link("message", signal.said.permalink)
        return
    if signal.kind is SignalKind.ANSWER:
        yield f"answered in a check-in ({signal.reference}): “{_cut(node.text)}”"
        return
    yield f"{_cut(node.text)}: "
    yield from _figure(node)


def _figure(node: Node) -> Iterator[str | Span]:
    unit = node.signal.unit if node.signal else ""
    if node.latest is None:
        yield "not read yet"
    else:
        yield bold(with_unit(node.latest.value, unit))
        yield from _when(node.latest)
    if node.threshold:
        yield f" (told when {node.threshold}{', which it is' if node.is_passed else ''})"


def _when(reading: Reading) -> Iterator[str | Span]:
    if reading.on:
        yield f" on {day(reading.on)}"
        return
    yield " read "
    yield Moment(reading.at)


def _issues(keys: Sequence[str], browse: str, states: IssueStates) -> Iterator[Span]:
    for place, key in enumerate(keys):
        if place:
            yield Text(", ")
        url = f"{browse}/browse/{key}"
        yield Link(key, url) if is_address(url) else Text(key)
        if status := states.statuses.get(key):
            yield Text(f" ({_cut(status)})")
    if states.statuses and states.read_at is not None:
        yield Text(", read ")
        yield Moment(states.read_at)


# --- a signal went past its threshold ----------------------------------------------------------------


def passed(node: Node, turned: Turned) -> Line:
    """The figure, its definition, and the time at which it was read."""
    reading, unit = turned.reading, node.signal.unit if node.signal else ""
    before = f", {with_unit(node.latest.value, unit)} before" if node.latest else ""
    told = f" Told by {reading.by.name}." if reading.by else ""
    counted = (" Counted: ", code(reading.jql), ".") if reading.jql else ()
    return line(
        f"It rests on {node.ref}, {_cut(node.text)}, which went {node.threshold}: it is ",
        bold(with_unit(reading.value, unit)),
        *_when(reading),
        f"{before}.{told}",
        *(counted if reading.jql else ()),
    )


def passed_in_words(node: Node, turned: Turned) -> str:
    """For the history."""
    unit = node.signal.unit if node.signal else ""
    return f"{node.ref} went {node.threshold}: {with_unit(turned.reading.value, unit)}"


# --- the form --------------------------------------------------------------------------------------

KINDS = (
    Choice(
        "A Jira issue or version",
        LinkKind.ISSUE.value,
        "PAY-12, or PAY-12 is done: then it is looked at again",
    ),
    Choice("Another decision, or a number", LinkKind.REF.value, "D-17, S-3, L-2 or P-1"),
    Choice("A message", LinkKind.MESSAGE.value, "its link, from the message's menu in Slack"),
    Choice("A number of issues", LinkKind.FILTER.value, "open P1 bugs in Checkout"),
    Choice("A figure with its day", LinkKind.FIGURE.value, "activation 41 % on 2026-11-01"),
    Choice("A learning", LinkKind.LEARNING.value, "what the signals taught"),
    Choice("A principle", LinkKind.PRINCIPLE.value, "what follows from this decision for others"),
)


def form(decision: Decision, private: str, *, removable: Sequence[tuple[str, Line]]) -> Form:
    """`removable` are what it is linked to now, by what removes it."""
    choices = tuple(Choice(_plain(said), value) for value, said in removable[:100])
    remove = Input(name="remove", label="Or remove", kind="choices", choices=choices, optional=True)
    return Form(
        callback=FORM,
        title="Link a decision",
        blocks=(
            Paragraph(line(bold(f"{decision.ref} · {_cut(decision.body.title)}"))),
            Input(
                name="kind",
                label="What it has to do with",
                kind="choice",
                choices=KINDS,
                optional=bool(choices),
            ),
            Input(
                name="words",
                label="Which one",
                kind="lines",
                most=2000,
                optional=bool(choices),
                hint="A key, a number, a link, or the words themselves, as the choice above says.",
            ),
            Input(
                name="threshold",
                label="Tell its decider when the figure is",
                optional=True,
                most=60,
                placeholder="above 20",
                hint="For a number of issues and for a figure.",
            ),
            Input(
                name="rests",
                label="The learning rests on",
                optional=True,
                most=200,
                placeholder="S-1, S-2",
            ),
            *((remove,) if choices else ()),
        ),
        submit="Link",
        private=private,
    )


def done(lines: Sequence[str]) -> Form:
    return Form(
        callback="decisions.done",
        title="Link a decision",
        blocks=tuple(Paragraph(line(each)) for each in lines),
    )


def _plain(said: Line) -> str:
    text = "".join(each.text if isinstance(each, Text | Link) else "…" for each in said)
    return text if len(text) <= 75 else f"{text[:74].rstrip()}…"


# --- replies -----------------------------------------------------------------------------------------


def misused(why: str) -> Message:
    return Message(summary=why, blocks=(Paragraph(line(why)), Note(line(USAGE))))


def could_not_open(number: str) -> Message:
    """A modal could not be opened in time."""
    text = "Slack did not open the form in time. Open it here, or type it: “/decision link D-42 PAY-12”."
    again = Button(label="Link", action=OPEN, value=number)
    return Message(summary=text, blocks=(Paragraph(line(text), again),))


def no_such(ref: object) -> str:
    return f"There is no {ref} that I may show you."


def not_counted(words: str, why: object, origin: Origin) -> str:
    """Rights are named, since they differ from the asker's own."""
    rights = (
        " It is counted as every channel may see it, since everyone may see the decision."
        if origin.channel is None or origin.kind is Kind.PUBLIC
        else ""
    )
    return f"I can't count “{words}”: {why}{rights} Nothing was linked."


def counted(node: Node) -> str:
    """How a figure stands when it is linked."""
    unit = node.signal.unit if node.signal else ""
    if node.latest is None:
        return ""
    now = with_unit(node.latest.value, unit)
    if node.threshold is None:
        return f" It is {now}."
    if node.is_passed:
        return f" It is {now}, which is {node.threshold} already: I tell when it has come back and goes there again."
    return f" It is {now}; I tell the decider when it is {node.threshold}."


def how(ref: str, node: Node) -> str:
    """How a decision is linked to a node from now on."""
    if node.ref.sort is Sort.PRINCIPLE:
        return f"{ref} founds the principle {node.ref} now: “{node.text}”"
    return f"{ref} rests on the {node.ref.sort.word} {node.ref} now: “{node.text}”.{counted(node)}"


def read_by_hand(node: Node, after: Turned, *, told_to: int) -> str:
    unit = node.signal.unit if node.signal else ""
    value = with_unit(after.reading.value, unit)
    said = f"{node.ref} “{node.text}” is {value}{on_day(after.reading.on)}."
    if told_to:
        return f"{said} That is {node.threshold}: whoever decided on it is told."
    return said


def on_day(on: date | None) -> str:
    return f" on {day(on)}" if on else ""


def _cut(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= MOST_TEXT else f"{one[: MOST_TEXT - 1].rstrip()}…"
