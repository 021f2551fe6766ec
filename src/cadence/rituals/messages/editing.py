"""The forms in which a ritual is set up and changed."""

from collections.abc import Collection, Mapping, Sequence

from cadence.core.message import (
    Actions,
    Bullets,
    Button,
    Choice,
    Form,
    Input,
    Note,
    Paragraph,
    bold,
    line,
)
from cadence.rituals.messages.definitions import PAUSE, RESUME, Shown, facts
from cadence.rituals.messages.fields import (
    PAGE,
    carried,
    date_of,
    form,
    heading,
    noted,
    one,
    problem_said,
    several,
    text,
    users,
)
from cadence.rituals.messages.question_forms import QUESTIONS
from cadence.rituals.model.described import ON_HOLIDAY
from cadence.rituals.model.edits import Values
from cadence.rituals.model.faults import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Fault,
)
from cadence.rituals.model.ritual import Origin, Ritual, State
from cadence.rituals.model.when import EXAMPLES
from cadence.rituals.model.written import Template

FORM_NEW, FORM_PAUSE = "rituals.new", "rituals.paused"
BASICS, SCHEDULE, PEOPLE, CLOSING = (
    "rituals.basics",
    "rituals.schedule",
    "rituals.people",
    "rituals.closing",
)
"""Each is the action of the button that opens it, and the callback of its form."""
NO_TEMPLATE = "-"


# --- a new one -----------------------------------------------------------------------------------------


def new_form(
    templates: Sequence[Template], values: Values, *, channel: str, zone: str, problem: str = ""
) -> Form:
    """`values` are those of a first try, `channel` and `zone` what it begins with."""
    chosen = values.get("template") or NO_TEMPLATE
    choices = tuple(Choice(each.values["title"], each.name) for each in templates)
    begun = {"zone": zone, "channel": channel, **values}
    return Form(
        callback=FORM_NEW,
        title="New ritual",
        submit="Set it up",
        private=carried(""),
        blocks=(
            *problem_said(problem),
            Input(
                name="template",
                label="Template",
                kind="choice",
                choices=(Choice("None: I write my own questions", NO_TEMPLATE), *choices),
                value=one(chosen),
                hint="What you leave empty below is as the template has it.",
            ),
            text("title", "Name", begun, optional=True, most=LONGEST_TITLE),
            Input(
                name="channel",
                label="Channel of the digest",
                kind="channel",
                value=one(begun["channel"]),
                hint="Cadence has to be in it.",
            ),
            users("people", "Who is asked", begun),
            text("groups", "User groups", begun, optional=True, placeholder="@support, @sales"),
            text("when", "When", begun, optional=True, placeholder=EXAMPLES[0], hint=_WHEN),
            text("at", "At", begun, optional=True, placeholder="09:00"),
            text("zone", "Time zone", begun),
        ),
    )


_WHEN = "For example: " + "; ".join(EXAMPLES)


# --- the page of one -----------------------------------------------------------------------------------


def page(shown: Shown, *, note: str = "") -> Form:
    """All that can be changed of a ritual, each behind a button."""
    standing = shown.standing
    ritual = standing.version.ritual
    parts = (
        ("Name and channel…", BASICS),
        ("When…", SCHEDULE),
        ("Who…", PEOPLE),
        ("Closing and reminders…", CLOSING),
        ("Questions…", QUESTIONS),
    )
    buttons = tuple(Button(label=label, action=to, value=ritual.key) for label, to in parts)
    return Form(
        callback=PAGE,
        title=heading(ritual.title),
        private=carried(ritual.key, standing.version.number),
        blocks=(
            *noted(note),
            Paragraph(line(bold(ritual.title))),
            Bullets((*facts(shown), line(f"Questions: {len(ritual.asks)}"))),
            Actions(buttons),
            Actions((_pausing(shown),)),
            Note(line(_COUNTS)),
        ),
    )


_COUNTS = (
    "Every change is a version of its own and counts from the next occurrence on; "
    "one that is open keeps the version it began with."
)


def _pausing(shown: Shown) -> Button:
    key, state = shown.standing.version.ritual.key, shown.standing.state
    if state is State.ON:
        return Button(label="Pause…", action=PAUSE, value=key)
    label = "Start it" if shown.standing.why == NOT_STARTED else "Resume"
    return Button(label=label, action=RESUME, value=key, style="primary")


NOT_STARTED = "and not started yet"
"""Why a new ritual is paused: it stands after "paused"."""


# --- its parts -------------------------------------------------------------------------------------------


def basics_form(values: Values, private: str, problem: str, sources: Collection[str]) -> Form:
    about = Input(
        name="sources",
        label="What it is about",
        kind="choices",
        choices=tuple(Choice(each.capitalize(), each) for each in sorted(sources)),
        value=several(values.get("sources")),
        optional=True,
        hint="Its digest has their part, and questions can be asked about each of their subjects.",
    )
    return form(
        BASICS,
        "Name and channel",
        private,
        (
            *problem_said(problem),
            text("title", "Name", values, most=LONGEST_TITLE),
            Input(
                name="purpose",
                label="What it is for",
                kind="lines",
                value=one(values.get("purpose")),
                optional=True,
                most=LONGEST_TEXT,
                hint="One sentence at the head of its check-ins.",
            ),
            Input(
                name="channel",
                label="Channel of the digest",
                kind="channel",
                value=one(values.get("channel")),
                hint="Cadence has to be in it.",
            ),
            *((about,) if sources else ()),
        ),
    )


def schedule_form(values: Values, private: str, problem: str = "") -> Form:
    days_off = tuple(Choice(said.capitalize(), key.value) for key, said in ON_HOLIDAY.items())
    return form(
        SCHEDULE,
        "When",
        private,
        (
            *problem_said(problem),
            text("when", "When", values, hint=_WHEN),
            text("at", "At", values, placeholder="09:00"),
            text("zone", "Time zone", values, placeholder="Europe/Berlin"),
            text(
                "holidays",
                "Holidays of",
                values,
                optional=True,
                placeholder="DE-BE, US",
                hint="Countries, with a part of them or without.",
            ),
            text("days_off", "Further days off", values, optional=True, placeholder="2026-12-24"),
            Input(
                name="on_holiday",
                label="On a day off it is",
                kind="choice",
                choices=days_off,
                value=one(values.get("on_holiday")),
            ),
            date_of("starts", "First date", values),
            date_of("ends", "Last date", values),
        ),
    )


def people_form(ritual: Ritual, values: Values, private: str, problem: str = "") -> Form:
    owners = Input(
        name="owners",
        label="And",
        kind="choices",
        choices=(Choice(f"the owners of what {' and '.join(ritual.sources)} is about", "owners"),),
        value=several(values.get("owners")),
        optional=True,
    )
    return form(
        PEOPLE,
        "Who",
        private,
        (
            *problem_said(problem),
            users("people", "Who is asked", values),
            text("groups", "User groups", values, optional=True, placeholder="@support, @sales"),
            *((owners,) if ritual.sources else ()),
            users("observers", "Who is told of the digest and asked nothing", values),
            users(
                "calls_to",
                "Who answers its calls",
                values,
                hint="Empty: whoever is in the channel.",
            ),
        ),
    )


def closing_form(values: Values, private: str, problem: str = "") -> Form:
    return form(
        CLOSING,
        "Closing and reminders",
        private,
        (
            *problem_said(problem),
            Input(
                name="closes_after",
                label="Closes so many working days after it opened",
                kind="number",
                value=one(values.get("closes_after")),
                hint="0 is the same day.",
            ),
            text("closes_at", "At", values, placeholder="16:00"),
            text(
                "reminders",
                "Reminders before closing",
                values,
                optional=True,
                placeholder="1d, 2h",
                hint="Two at most; only to who has not answered, in their own working hours.",
            ),
            text(
                "grace",
                "May open late by",
                values,
                placeholder="12h",
                hint="After a time in which nothing ran; later it is skipped, and the channel is told.",
            ),
        ),
    )


def pause_form(shown: Shown) -> Form:
    version = shown.standing.version
    ritual = version.ritual
    until = date_of("until", "Until", {}, hint="Empty: until somebody resumes it.")
    is_ours = version.origin is Origin.SLACK and shown.hindrance is None
    return form(
        FORM_PAUSE,
        "Pause",
        carried(ritual.key, version.number),
        (
            Paragraph(line("“", bold(ritual.title), "”: nobody is asked while it is paused.")),
            *((until,) if is_ours else ()),
            text("why", "Why", {}, optional=True, most=200),
        ),
        submit="Pause",
    )


# --- what is wrong ---------------------------------------------------------------------------------------

_FIELDS: Mapping[str, str] = {
    "title": "Name",
    "purpose": "What it is for",
    "channel": "Channel",
    "people": "Who is asked",
    "groups": "User groups",
    "observers": "Who is told",
    "calls_to": "Who answers its calls",
    "owners": "Owners",
    "holidays": "Holidays",
    "pauses": "Pauses",
    "ends": "Last date",
    "closes_after": "Closing",
    "reminders": "Reminders",
    "grace": "Opening late",
    "sources": "Sources",
    "asks": "Questions",
}


def fault_said(fault: Fault, ritual: Ritual) -> str:
    """Where it is, by the words of the forms, and what is wrong."""
    match fault.path:
        case ("asks", int(at), *_):
            where = f"“{ritual.asks[at].label or 'The question'}”"
        case (str(key), *_):
            where = _FIELDS.get(key, key)
        case _:
            where = "Name"
    return f"{where}: {fault.says}."
