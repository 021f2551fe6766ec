"""Options as lines that people write: "✓ Postgres — known to the team", "✗ DynamoDB — cost"."""

import re

from cadence.decisions.model.decision import Option

CHOSEN, REJECTED = "✓", "✗"
WHY = " — "
"""Between an option and why it was chosen or rejected."""

HOW = (
    f"Begin each line with {CHOSEN} or + (chosen), {REJECTED} or - (rejected); add “ -- ” and why."
)

_LINE = re.compile(
    r"(?:(?P<chosen>[✓✔✅+*☑])|(?P<rejected>[✗✘❌×−–-]))\ufe0f?\s*(?P<said>\S.*)", re.DOTALL
)
_WHY = re.compile(r"\s+(?:—|--)(?:\s+|$)")


def written(options: tuple[Option, ...]) -> str:
    """One option a line; what was said over several lines is put in one."""
    return "\n".join(_written(each) for each in options)


def _written(option: Option) -> str:
    mark = CHOSEN if option.is_chosen else REJECTED
    said = _WHY.sub(" – ", " ".join(option.text.split()) + " ").strip()
    why = " ".join(option.why.split())
    return f"{mark} {said}{WHY}{why}" if why else f"{mark} {said}"


def read(text: str) -> tuple[Option, ...]:
    """The options of those lines that are written as options."""
    return tuple(option for each in _lines(text) if (option := _read(each)))


def unread(text: str) -> tuple[str, ...]:
    """Lines that are no options, since they don't say whether theirs was chosen."""
    return tuple(each for each in _lines(text) if _read(each) is None)


def _lines(text: str) -> list[str]:
    return [" ".join(each.split()) for each in text.splitlines() if each.strip()]


def _read(line: str) -> Option | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    said, *why = _WHY.split(found["said"], maxsplit=1)
    return Option(text=said, is_chosen=found["chosen"] is not None, why=why[0] if why else "")
