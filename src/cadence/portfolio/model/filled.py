"""What forms say of a bet, checked as files are."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from pydantic import ValidationError

from cadence.core.calendar import day_written
from cadence.core.heard import Answer
from cadence.portfolio.model.asks import ASSURANCE, READING, wrong
from cadence.portfolio.model.bet import CONFIDENCE, Direction
from cadence.portfolio.model.draft import Draft
from cadence.portfolio.model.written import DECISION, BetEntry

FIELDS = tuple(BetEntry.model_fields)

LONGEST_AGO = timedelta(days=5 * 366)
"""A reading that is older is a slip of the keyboard."""

Errors = Mapping[str, str]
"""What is wrong, by field."""


def filled(answers: Mapping[str, Answer], was: Draft | None = None) -> Draft | Errors:
    """Of a bet that was there before, what the form does not ask stays as it was."""
    said = {name: text for name in FIELDS if (text := written(answers, name))}
    if "metric" not in said and said.get("better") == Direction.UP:
        del said["better"]
    try:
        draft = BetEntry.model_validate(said).draft
    except ValidationError as error:
        return {
            str((each["loc"] or ("metric",))[0]): _plainly(each["msg"]) for each in error.errors()
        }
    if was is None:
        return draft
    return replace(draft, stage=was.stage, exits=was.exits, successes=was.successes)


def criteria_filled(answers: Mapping[str, Answer], was: Draft) -> Draft | Errors:
    """`was`: the bet whose criteria these are to be."""
    found = filled({"name": was.name, "horizon": was.horizon, **_only(answers, "exit", "success")})
    if not isinstance(found, Draft):
        return found
    return replace(was, exits=found.exits, successes=found.successes)


def criteria_wrong(answers: Mapping[str, Answer]) -> Errors:
    anything = {"name": "any", "horizon": "H1", **_only(answers, "exit", "success")}
    found = filled(anything)
    return {} if isinstance(found, Draft) else found


def reading_wrong(answers: Mapping[str, Answer], *, today: date) -> Errors:
    """`today` is that of the earliest zone; in others it may be tomorrow already."""
    value, on = number(written(answers, "value")), day_written(written(answers, "on"))
    ask = ASSURANCE if written(answers, "metric") == CONFIDENCE else READING
    errors = {}
    if value is None:
        errors["value"] = "Give a number, such as 42 or 3.5."
    elif why := wrong(ask, value):
        errors["value"] = why
    if on is None:
        errors["on"] = "Choose a day."
    elif on > today + timedelta(days=1):
        errors["on"] = "This day is yet to come."
    elif on < today - LONGEST_AGO:
        errors["on"] = "This is more than five years ago."
    return errors


def stage_wrong(answers: Mapping[str, Answer]) -> Errors:
    said = written(answers, "decision")
    if said and decision(said) is None:
        return {"decision": "Write the number of a decision, such as D-12."}
    return {}


def decision(said: str) -> int | None:
    found = DECISION.fullmatch(said.strip())
    return int(found[1]) if found else None


def number(said: str) -> Decimal | None:
    try:
        found = Decimal(said.removesuffix("%").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def written(answers: Mapping[str, Answer], name: str) -> str:
    found = answers.get(name)
    return found.strip() if isinstance(found, str) else ""


def _only(answers: Mapping[str, Answer], *names: str) -> Mapping[str, Answer]:
    return {name: answers.get(name) for name in names}


def _plainly(said: str) -> str:
    said = said.removeprefix("Value error, ").replace("Input should be", "must be")
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith('.') else '.'}"
