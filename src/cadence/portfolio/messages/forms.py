"""Forms about bets; what each asks has the names that files use."""

import json
from collections.abc import Iterator
from datetime import date

from cadence.core.message import Block, Choice, Form, Input, Note, Paragraph, line
from cadence.portfolio.messages.words import STAGES
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Bet, Direction, Horizon, Stage
from cadence.portfolio.model.columns import TITLES
from cadence.portfolio.model.written import LONGEST_NAME

EDIT, CRITERIA, READING, STAGE = (
    "portfolio.bet",
    "portfolio.criteria",
    "portfolio.reading",
    "portfolio.stage",
)
"""Callbacks."""

_STAGES = {
    Stage.LEARN: "What is bought is evidence",
    Stage.EARN: "What is bought is the outcome",
    Stage.SUNSETTING: "It is wound down, and stands in its own column",
    Stage.ENDED: "What it held is free, and it leaves the board",
}
HOW_CRITERIA = (
    "One a line: a metric, a comparison, a value and, if you like, for how long: “outcome below 20 for 4 weeks”, "
    "“confidence at most 30”. The metric is “outcome”, “confidence”, or a name of your own that readings are given for."
)


def private(bet: Bet | None) -> str:
    return json.dumps({"bet": bet.number, "version": bet.version} if bet else {})


def edit(bet: Bet | None, *, user: str) -> Form:
    """None: a new one, of whoever asked for the form."""
    return Form(
        callback=EDIT,
        title="Edit bet" if bet else "New bet",
        submit="Save",
        blocks=tuple(_edit(bet, user)),
        private=private(bet),
    )


def _edit(bet: Bet | None, user: str) -> Iterator[Block | Input]:
    yield Input(name="name", label="Name", value=bet.name if bet else None, most=LONGEST_NAME)
    owner = bet.owner if bet else user
    yield Input(name="owner", label="Owner", kind="user", value=owner, optional=True)
    yield Input(
        name="horizon",
        label="Horizon",
        kind="choice",
        choices=tuple(Choice(TITLES[each], each.value) for each in Horizon),
        value=(bet.horizon if bet else Horizon.H1).value,
    )
    if bet is None:
        choices = tuple(_stage(each) for each in (Stage.LEARN, Stage.EARN))
        yield Input(name="stage", label="Stage", kind="choice", choices=choices, value="learn")
    yield Input(
        name="capacity",
        label="Share of capacity, in percent",
        kind="number",
        value=f"{bet.capacity:f}" if bet else None,
        hint="Of the capacity of everybody. Empty or 0: it waits for some.",
        optional=True,
    )
    yield from _metric(bet)
    if bet is None:
        yield from _criteria(None)
    yield Input(
        name="jira",
        label="Where its work is in Jira",
        value=str(bet.jira or "") if bet else None,
        placeholder="project = PAY; component = Checkout",
        hint="With project, component, label, version or epic.",
        optional=True,
    )
    yield Input(
        name="decisions",
        label="Decisions",
        value=", ".join(f"D-{each}" for each in bet.decisions) if bet else None,
        placeholder="D-12, D-30",
        optional=True,
    )


def _metric(bet: Bet | None) -> Iterator[Input]:
    metric = bet.metric if bet else None
    yield Input(
        name="metric",
        label="Outcome metric",
        value=metric.name if metric else None,
        placeholder="Checkout conversion",
        hint="What is different for customers or the business if it works; not what is shipped.",
        optional=True,
        most=LONGEST_NAME,
    )
    unit = metric.unit if metric else None
    yield Input(name="unit", label="Unit", value=unit, placeholder="%", optional=True, most=20)
    for name, label, value in (
        ("baseline", "Baseline: what it was before", metric.baseline if metric else None),
        ("target", "Target", metric.target if metric else None),
    ):
        shown = None if value is None else f"{value:f}"
        yield Input(name=name, label=label, kind="number", value=shown, optional=True)
    yield Input(
        name="better",
        label="It gets better",
        kind="choice",
        choices=(Choice("when it rises", "up"), Choice("when it falls", "down")),
        value=(metric.direction if metric else Direction.UP).value,
    )
    yield Input(
        name="counted",
        label="Counted in Jira by",
        value=metric.counted if metric else None,
        placeholder="open P1 bugs in Checkout",
        hint="Where the metric is a number of bugs: a question that I answer, to fill in the check-in.",
        optional=True,
        most=200,
    )


def criteria(bet: Bet) -> Form:
    return Form(
        callback=CRITERIA,
        title="Criteria",
        submit="Save",
        blocks=(Paragraph(line(f"What would end “{bet.name}”.")), *_criteria(bet)),
        private=private(bet),
    )


def _criteria(bet: Bet | None) -> Iterator[Block | Input]:
    yield Input(
        name="exit",
        label="Exit criteria: when one is met, whether it goes on is to be decided",
        kind="lines",
        value="\n".join(map(str, bet.exits)) if bet else None,
        placeholder="outcome below 20 for 4 weeks",
        optional=True,
    )
    yield Input(
        name="success",
        label="Success criteria: when all are met, it may end",
        kind="lines",
        value="\n".join(map(str, bet.successes)) if bet else None,
        placeholder="outcome at least 65 for 60 days",
        optional=True,
    )
    yield Note(line(HOW_CRITERIA))


def reading(bet: Bet, *, on: date) -> Form:
    names = {CONFIDENCE: "Confidence, in percent"}
    if bet.metric:
        unit = f", in {bet.metric.unit}" if bet.metric.unit else ""
        names[OUTCOME] = f"{bet.metric.name}{unit}"
    metrics = bet.metrics()
    return Form(
        callback=READING,
        title="New reading",
        submit="Save",
        blocks=(
            Paragraph(line(f"What a metric of “{bet.name}” was on a day.")),
            Input(
                name="metric",
                label="Metric",
                kind="choice",
                choices=tuple(Choice(names.get(each, each), each) for each in metrics),
                value=metrics[0],
            ),
            Input(name="value", label="Value", kind="number"),
            Input(name="on", label="On", kind="date", value=on),
            Note(line("A second reading of the same day takes the place of the first.")),
        ),
        private=private(bet),
    )


def stage(bet: Bet) -> Form:
    choices = tuple(_stage(each) for each in Stage if each is not bet.stage)
    return Form(
        callback=STAGE,
        title="Change its stage",
        submit="Save",
        blocks=(
            Paragraph(line(f"“{bet.name}” is {STAGES[bet.stage]}.")),
            Input(name="stage", label="From today on it is", kind="choice", choices=choices),
            Input(
                name="words",
                label="Why, and what was learned",
                kind="lines",
                hint="It stands in its history. Ending a bet is a normal outcome.",
                most=2_000,
            ),
            Input(name="decision", label="Decision", placeholder="D-12", optional=True, most=20),
        ),
        private=private(bet),
    )


def _stage(stage: Stage) -> Choice:
    return Choice(STAGES[stage], stage.value, _STAGES[stage])
