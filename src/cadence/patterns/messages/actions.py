"""What buttons and forms of this room are called, and what they carry."""

OWN = "patterns.open.own"
"""Take it on; also a new action and date after a test that did not show less."""
MERGE = "patterns.open.merge"
SPLIT = "patterns.open.split"
HAND = "patterns.open.hand"
DISMISS = "patterns.open.dismiss"
"""Not a pattern."""
MORE = "patterns.open.more"
"""A menu of several forms; its values are `more_value`s."""
BUGS = "patterns.open.bugs"
"""All its bugs, in a modal; for everybody who sees it."""
SNOOZE = "patterns.snooze"
UNDO = "patterns.undo"
"""Of what was pressed last: own, snooze, not a pattern."""
CLOSE = "patterns.close"
"""After a test that did not show less: enough."""

SHOW = "patterns.show"
LEDGER = "patterns.ledger"
LIST = "patterns.list"
SCAN = "patterns.scan"
"""Of these four everybody may press who sees them; list and scan carry nothing."""

OWNED = "patterns.own"
MERGED = "patterns.merge"
SPLITTED = "patterns.split"
HANDED = "patterns.hand"
DISMISSED = "patterns.dismiss"
"""Callbacks; such a form carries the pattern as its buttons do."""


def value_of(number: int) -> str:
    """What a button, or a form, of this pattern carries."""
    return str(number)


def number_in(value: str) -> int | None:
    """None for what no button of ours carries."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def more_value(action: str, number: int) -> str:
    """What a choice of the menu carries: the action that a button of its own would have, and the pattern."""
    return f"{action}:{number}"


def more_in(value: str) -> tuple[str, int | None]:
    """The action that was chosen, and of which pattern."""
    action, _, number = value.rpartition(":")
    return action, number_in(number)
