"""What can be pressed on a pattern, by how it stands."""

from cadence.core.message import Button, Choice, Menu
from cadence.patterns.messages import actions
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Pattern, State


def presses(pattern: Pattern, occasion: Occasion) -> tuple[Button | Menu, ...]:
    match pattern.state:
        case State.OPEN:
            return (_own(pattern, "I own it…"), *_aside(pattern), more(pattern))
        case State.OWNED if occasion is Occasion.DUE:
            return (
                _own(pattern, "A new action…"),
                *_aside(pattern),
                _button("Close it", actions.CLOSE, pattern),
            )
        case State.OWNED:
            return (
                _button("Change action…", actions.OWN, pattern),
                _button("Hand on…", actions.HAND, pattern),
                _button("Give it back", actions.UNDO, pattern),
                more(pattern),
            )
        case State.SNOOZED:
            return (
                _own(pattern, "I own it…"),
                _button("Wake it", actions.UNDO, pattern),
                more(pattern),
            )
        case State.NO_PATTERN:
            return (_button("It is one after all", actions.UNDO, pattern), ledger(pattern))
        case State.MERGED if pattern.merged_into:
            into = pattern.merged_into
            show = Button(label=f"Show P-{into}", action=actions.SHOW, value=actions.value_of(into))
            return (show, _button("Take it out again", actions.UNDO, pattern), ledger(pattern))
        case _:
            return (ledger(pattern),)


def ledger(pattern: Pattern) -> Button:
    return _button("What happened", actions.LEDGER, pattern)


def more(pattern: Pattern) -> Menu:
    """Only what similar bugs are about can be split."""
    merge = Choice("Merge with another…", actions.more_value(actions.MERGE, pattern.number))
    split = Choice("Split off some bugs…", actions.more_value(actions.SPLIT, pattern.number))
    is_group = pattern.kind is Kind.RECURRENCE
    return Menu(action=actions.MORE, choices=(merge, split) if is_group else (merge,))


def _own(pattern: Pattern, label: str) -> Button:
    value = actions.value_of(pattern.number)
    return Button(label=label, action=actions.OWN, value=value, style="primary")


def _aside(pattern: Pattern) -> tuple[Button, ...]:
    return (
        _button("Snooze until worse", actions.SNOOZE, pattern),
        _button("Hand on…", actions.HAND, pattern),
        _button("Not a pattern…", actions.DISMISS, pattern),
    )


def _button(label: str, action: str, pattern: Pattern) -> Button:
    return Button(label=label, action=action, value=actions.value_of(pattern.number))
