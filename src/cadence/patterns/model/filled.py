"""What leads fill in about a pattern, and what is wrong with it. Pure and quick: a modal waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cadence.core.calendar import day_written
from cadence.core.heard import Answer
from cadence.core.plain import is_visible
from cadence.patterns.model.pattern import Cause, NoPattern

CAUSE, ACTION, UNTIL, LOG = "cause", "action", "until", "log"
INTO, KEYS, TO, WORDS, REASON = "into", "keys", "to", "words", "reason"
"""Names of the fields."""

LOG_IT = "yes"

SHORTEST_ACTION, LONGEST_ACTION = 3, 1_000
LONGEST_WORDS = 500

FARTHEST = timedelta(days=731)
"""Until when an action may last: what shows no sooner than in two years is a slip of the pen."""

LAST_ZONE = timedelta(hours=12)
"""By how much the last place on earth is behind UTC."""

Answers = Mapping[str, Answer]
Errors = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What somebody takes on."""

    cause: Cause
    action: str
    until: date
    log: bool = False
    """Whether it goes into the decision log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissed:
    reason: NoPattern
    words: str = ""


# --- taking it on ------------------------------------------------------------------------------------


def taken_wrong(answers: Answers, now: datetime) -> Errors:
    """The day is held against no zone of anybody's: wrong is what is past everywhere."""
    action, errors = _text(answers, ACTION), {}
    if _cause(answers) is None:
        errors[CAUSE] = "Choose what is behind it."
    if not is_visible(action) or len(action) < SHORTEST_ACTION:
        errors[ACTION] = "Say what will be done."
    elif len(action) > LONGEST_ACTION:
        errors[ACTION] = f"Say it in {LONGEST_ACTION} characters or fewer."
    if wrong := day_wrong(_text(answers, UNTIL), now):
        errors[UNTIL] = wrong
    return errors


def day_wrong(written: str, now: datetime) -> str:
    on = day_written(written)
    if on is None:
        return "Choose a day."
    if on <= (now - LAST_ZONE).date():
        return "Choose a day ahead."
    return "Choose a day within two years." if on > (now + FARTHEST).date() else ""


def taken(answers: Answers) -> Taken | None:
    """None for what does not pass `taken_wrong`."""
    cause, until = _cause(answers), day_written(_text(answers, UNTIL))
    if cause is None or until is None:
        return None
    return Taken(
        cause=cause,
        action=" ".join(_text(answers, ACTION).split())[:LONGEST_ACTION],
        until=until,
        log=LOG_IT in _several(answers, LOG),
    )


# --- not a pattern -----------------------------------------------------------------------------------


def dismissed_wrong(answers: Answers) -> Errors:
    reason, errors = _reason(answers), _too_long(answers)
    if reason is None:
        errors[REASON] = "Choose why: later scans learn from it."
    if reason is NoPattern.OTHER and not is_visible(_text(answers, WORDS)):
        errors[WORDS] = "Say why in a few words."
    return errors


def dismissed(answers: Answers) -> Dismissed | None:
    reason = _reason(answers)
    return Dismissed(reason=reason, words=words(answers)) if reason else None


# --- merging, splitting, handing on ------------------------------------------------------------------


def merged_wrong(answers: Answers) -> Errors:
    return {} if into(answers) is not None else {INTO: "Choose the pattern that it is the same as."}


def into(answers: Answers) -> int | None:
    written = _text(answers, INTO)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def split_wrong(answers: Answers) -> Errors:
    return {} if keys(answers) else {KEYS: "Choose the bugs that are something else."}


def keys(answers: Answers) -> tuple[str, ...]:
    """Of bugs, each once."""
    written = _several(answers, KEYS) or tuple(_text(answers, KEYS).replace(",", " ").split())
    return tuple(dict.fromkeys(each.strip().upper() for each in written if each.strip()))


def handed_wrong(answers: Answers) -> Errors:
    errors = _too_long(answers)
    if not _text(answers, TO):
        errors[TO] = "Choose a lead."
    return errors


def to(answers: Answers) -> str:
    """A user id; "" for none."""
    return _text(answers, TO)


def words(answers: Answers) -> str:
    return " ".join(_text(answers, WORDS).split())[:LONGEST_WORDS]


# --- inside ------------------------------------------------------------------------------------------


def _too_long(answers: Answers) -> Errors:
    if len(_text(answers, WORDS)) > LONGEST_WORDS:
        return {WORDS: f"Say it in {LONGEST_WORDS} characters or fewer."}
    return {}


def _text(answers: Answers, name: str) -> str:
    found = answers.get(name)
    return found.strip() if isinstance(found, str) else ""


def _several(answers: Answers, name: str) -> tuple[str, ...]:
    found = answers.get(name)
    return found if isinstance(found, tuple) else ()


def _cause(answers: Answers) -> Cause | None:
    """By the name of the member, as reasons too: it stays where its words change."""
    return Cause.__members__.get(_text(answers, CAUSE))


def _reason(answers: Answers) -> NoPattern | None:
    return NoPattern.__members__.get(_text(answers, REASON))
