"""The form in which a draft is edited and confirmed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cadence.core.message import (
    Block,
    Choice,
    Form,
    Input,
    Line,
    Link,
    Menu,
    Moment,
    Note,
    Paragraph,
    Rule,
    Span,
    Text,
    line,
)
from cadence.core.words import cut
from cadence.decisions.model import options
from cadence.decisions.model.carried import QUOTES, Carried, dumped
from cadence.decisions.model.decision import Body, Part, Reversibility, Status
from cadence.decisions.model.form import (
    MOST,
    MOST_TEXT,
    NOT_SAID,
    Field,
    Value,
    name,
    unmatched,
    values,
)

DRAFT = "decisions.draft"
"""The callback of the form."""
PICK = "decisions.pick"
"""The action of the menu of drafts; its value is a place and the `ts` of the decisive message."""

SHOWN = 2
"""Quotes under a field."""
BRIEF = 160
"""Characters of a quote under a field."""
AGAIN = 60
"""Characters of a quote that stands in full above."""
NAMES = 300
REMARK = 1_000
"""Characters of what may be any length, and must leave room for every field: one that isn't shown would be lost."""
PICKABLE = 50
"""Decisions of one thread to choose from."""
LABEL = 75
"""Characters of a choice: https://docs.slack.dev/reference/block-kit/composition-objects/option-object"""

NOTHING_SAYS = "Nothing in the thread says so."


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A message as it is shown under a field."""

    name: str
    text: str
    at: datetime
    permalink: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """All that one filling of the form shows."""

    body: Body
    carried: Carried
    status: Status = Status.ACCEPTED
    areas: tuple[str, ...] = ()
    sayings: Mapping[str, Saying] = field(default_factory=dict)
    """By `ts`."""
    remarks: tuple[str, ...] = ()
    """What has to be said first: what could not be read, what went wrong."""
    drafts: tuple[Choice, ...] = ()
    """Where a thread holds several decisions: all of them, to pick from."""


def draft_form(drawn: Drawn) -> Form:
    replaced = drawn.carried.supersedes
    return Form(
        callback=DRAFT,
        title="Log a decision" if replaced is None else f"Supersede D-{replaced}",
        submit="Record",
        close="Cancel",
        private=dumped(drawn.carried),
        tells_when_closed=True,
        blocks=(*_head(drawn), *_fields(drawn)),
    )


def fields(body: Body, *, areas: tuple[str, ...], parts: frozenset[Field]) -> tuple[Input, ...]:
    """The fields alone, filled with a body."""
    held = values(body, areas)
    return tuple(
        each for each in _inputs(held, areas, 0) if Field(each.name.split(".")[0]) in parts
    )


# --- the head ------------------------------------------------------------------------------------


def _head(drawn: Drawn) -> Iterator[Block]:
    replaced = drawn.carried.supersedes
    if replaced is not None:
        yield Paragraph(line(f"It takes the place of D-{replaced}, which stays readable."))
    for each in drawn.remarks:
        yield Paragraph(line(cut(each, REMARK)))
    if len(drawn.drafts) > 1:
        first = f", the first {PICKABLE} of which can be picked" * (len(drawn.drafts) > PICKABLE)
        said = f"This thread seems to hold {len(drawn.drafts)} decisions{first}; each is a record of its own."
        menu = Menu(action=PICK, choices=drawn.drafts[:PICKABLE], placeholder="Log another one")
        yield Paragraph(line(said), menu)
    if drawn.carried.support:
        yield Note(
            line("Drafted from what was said. Check it: nothing is kept until you press Record.")
        )
    if replaced is not None or drawn.remarks or drawn.drafts:
        yield Rule()


def choice(place: int, title: str, decisive: str) -> Choice:
    """One draft among several."""
    return Choice(cut(title, LABEL) or f"Decision {place + 1}", f"{place}:{decisive}")


# --- the fields ----------------------------------------------------------------------------------


_RESTS: Mapping[Field, Part] = {
    **{Field(part.value): part for part in Part if part is not Part.SCOPE},
    Field.JIRA: Part.SCOPE,
}
"""Under which field the quotes of a part are shown."""


def _fields(drawn: Drawn) -> Iterator[Block | Input]:
    held = {
        **values(drawn.body, drawn.areas),
        Field.STATUS: drawn.status.value,
        Field.DECIDED_ON: drawn.carried.decided_on,
    }
    quoted_before: set[str] = set()
    for each in _inputs(held, drawn.areas, drawn.carried.turn):
        yield each
        part = _RESTS.get(Field(each.name.split(".")[0]))
        if part is not None and not _is_said_below(drawn, part):
            yield from _notes(drawn, part, quoted_before)


def _is_said_below(drawn: Drawn, part: Part) -> bool:
    """A title mostly rests on what says what was decided, which stands right under it."""
    said = drawn.carried.resting_on
    return part is Part.TITLE and bool(said(part)) and said(part) == said(Part.DECIDED)


def _notes(drawn: Drawn, part: Part, quoted_before: set[str]) -> Iterator[Note]:
    """`quoted_before` are messages that stand in full above, and takes what is quoted here."""
    if names := unmatched(drawn.body, part):
        named = cut(", ".join(names), NAMES)
        said = f"Named, but not found in Slack: {named}. Choose them here if they have an account."
        yield Note(line(said))
    said_by = drawn.carried.resting_on(part)
    known = [ts for ts in said_by if ts in drawn.sayings]
    for ts in known[:SHOWN]:
        yield Note(quoted(drawn.sayings[ts], most=AGAIN if ts in quoted_before else BRIEF))
        quoted_before.add(ts)
    if len(known) > SHOWN:
        kept = f"; the first {QUOTES} are kept" if len(known) > QUOTES else ""
        yield Note(line(f"and {len(known) - SHOWN} more{kept}"))
    if not known and drawn.carried.support:
        yield Note(line(NOTHING_SAYS))


def quoted(saying: Saying, *, most: int = BRIEF) -> Line:
    """ "“We go with Postgres” – Maria Lopez, Nov 21st at 14:02", with its link."""
    brief = cut(" ".join(saying.text.split()), most)
    link: tuple[Span, ...] = (
        (Text(" · "), Link("open", saying.permalink)) if saying.permalink else ()
    )
    return (Text(f"“{brief}” – {cut(saying.name, LABEL)}, "), Moment(saying.at), *link)


def _inputs(held: Mapping[Field, Value], areas: tuple[str, ...], turn: int) -> Iterator[Input]:
    for wanted in _FORM:
        if wanted.field not in held or (wanted.field is Field.AREA and not areas):
            continue
        yield Input(
            name=name(wanted.field, turn),
            label=wanted.label,
            kind=wanted.kind,
            choices=_areas(areas) if wanted.field is Field.AREA else wanted.choices,
            value=held[wanted.field],
            hint=wanted.hint,
            optional=wanted.optional,
            most=MOST.get(wanted.field, MOST_TEXT) if wanted.kind in ("text", "lines") else None,
        )


def _areas(areas: tuple[str, ...]) -> tuple[Choice, ...]:
    return (Choice("None of these", NOT_SAID), *(Choice(each, each) for each in areas))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    field: Field
    label: str
    kind: str = "lines"
    hint: str | None = None
    choices: tuple[Choice, ...] = ()
    optional: bool = True


_FORM = (
    _Wanted(field=Field.TITLE, label="Title", kind="text", optional=False),
    _Wanted(field=Field.DECIDED, label="What was decided", optional=False),
    _Wanted(field=Field.CONTEXT, label="Context"),
    _Wanted(field=Field.OPTIONS, label="Options", hint=options.HOW),
    _Wanted(field=Field.REASONS, label="Reasons", hint="One a line."),
    _Wanted(field=Field.CONSEQUENCES, label="Consequences", hint="One a line."),
    _Wanted(field=Field.DECIDER, label="Who decided", kind="users", hint="One person."),
    _Wanted(field=Field.CONSULTED, label="Who was consulted", kind="users"),
    _Wanted(field=Field.INFORMED, label="Who is informed", kind="users"),
    _Wanted(
        field=Field.REVERSIBILITY,
        label="Can it be undone?",
        kind="choice",
        choices=(
            Choice("Not said", NOT_SAID),
            Choice("Yes, it is reversible", Reversibility.REVERSIBLE.value),
            Choice("Hardly", Reversibility.IRREVERSIBLE.value),
        ),
    ),
    _Wanted(field=Field.REVIEW_ON, label="Look at it again on", kind="date"),
    _Wanted(field=Field.REOPEN_IF, label="Look at it again if"),
    _Wanted(field=Field.AREA, label="Area", kind="choice"),
    _Wanted(field=Field.OWN_AREA, label="Area, in your own words", kind="text"),
    _Wanted(field=Field.PRODUCT, label="Product", kind="text"),
    _Wanted(
        field=Field.JIRA,
        label="Jira project or epic",
        kind="text",
        hint="A key, such as PAY or PAY-123.",
    ),
    _Wanted(field=Field.LINKS, label="Links", hint="One web address or Jira key a line."),
    _Wanted(
        field=Field.STATUS,
        label="Status",
        kind="choice",
        choices=(
            Choice("Accepted", Status.ACCEPTED.value),
            Choice("Proposed: still to be accepted", Status.PROPOSED.value),
        ),
        optional=False,
    ),
    _Wanted(field=Field.DECIDED_ON, label="Decided on", kind="date", hint="Empty: today."),
)
