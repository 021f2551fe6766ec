"""What can be pressed, chosen or filled in."""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from cadence.adapters.slack.text import URL_MOST, USER_ID, Json, cut, plain_text, size
from cadence.core.message import Button, Choice, Feedback, Input, Menu
from cadence.core.plain import clean, is_address

# Limits: https://docs.slack.dev/reference/block-kit/block-elements
LABEL = 75
VALUE = 2_000
ACTION_ID = 255
OPTION = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
OVERFLOW_OPTIONS = 5
GROUP_OPTIONS = 100
GROUPS = 100
TICKS = 10
CONFIRM_TEXT = 300
INPUT_LABEL = 2_000
INPUT_TEXT = 3_000

WATCHED = "::"
"""Between the action of a watched field and the field's name. The name makes it unique in the form, and the same
however the form is changed: what was put into a field stays in it while its ids do."""

GOOD, BAD = ":good", ":bad"
"""What the value of a feedback ends with when it comes back."""


@dataclass(slots=True)
class Sheet:
    """One message or form while it is being rendered: numbers what can be pressed, counts what could not be shown."""

    newest: bool = True
    """Whether blocks may be used that some workspaces refuse: `table`, `context_actions`."""
    has_table: bool = False
    """Slack takes one `table` a message (`only_one_table_allowed`); the others are set as text."""
    left_out: int = 0
    numbers: "count[int]" = field(default_factory=count)

    def action_id(self, action: str) -> str:
        """Unique in the message; `action_of` reads it back."""
        return f"{action}:{next(self.numbers)}"


def action_of(action_id: str) -> str:
    """The action that was rendered into an `action_id`."""
    action, separator, field = action_id.partition(WATCHED)
    if separator and field:
        return action
    action, separator, number = action_id.rpartition(":")
    return action if separator and number.isdigit() else action_id


def pressable(element: Button | Menu, sheet: Sheet) -> Json | None:
    """None where it could not work when pressed; the sheet then counts it."""
    made = _button(element, sheet) if isinstance(element, Button) else _menu(element, sheet)
    if made is None:
        sheet.left_out += 1
    return made


def feedback(block: Feedback, sheet: Sheet) -> Json | None:
    """`context_actions` where it may be used, else two buttons; None where its value doesn't fit."""
    action_id = sheet.action_id(block.action)
    if not _fits(block.value, VALUE - len(GOOD)) or size(action_id) > ACTION_ID:
        sheet.left_out += 1
        return None
    good, bad = (
        {"text": plain_text(label, LABEL), "value": block.value + verdict}
        for label, verdict in ((block.good, GOOD), (block.bad, BAD))
    )
    if sheet.newest:
        buttons: Json = {"type": "feedback_buttons", "action_id": action_id}
        return {
            "type": "context_actions",
            "elements": [buttons | {"positive_button": good, "negative_button": bad}],
        }
    first, second = action_id, sheet.action_id(block.action)
    return {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": first} | good,
            {"type": "button", "action_id": second} | bad,
        ],
    }


def _button(button: Button, sheet: Sheet) -> Json | None:
    made: Json = {
        "type": "button",
        "action_id": sheet.action_id(button.action),
        "text": plain_text(button.label, LABEL),
    }
    if not _fits(button.value, VALUE) or size(made["action_id"]) > ACTION_ID:
        return None
    if button.value:
        made["value"] = button.value
    if button.url is not None:
        if not is_address(button.url) or size(button.url) > URL_MOST:
            return None
        made["url"] = button.url
    if button.style in {"primary", "danger"}:
        made["style"] = button.style
    if button.confirm:
        made["confirm"] = _confirmation(button.confirm)
    return made


def _confirmation(question: str) -> Json:
    return {
        "title": plain_text("Are you sure?", 100),
        "text": plain_text(question, CONFIRM_TEXT),
        "confirm": plain_text("Yes", 30),
        "deny": plain_text("Cancel", 30),
    }


def _menu(menu: Menu, sheet: Sheet) -> Json | None:
    options = _options(menu.choices, sheet)
    action_id = sheet.action_id(menu.action)
    if not options or size(action_id) > ACTION_ID:
        return None
    if menu.placeholder is None and len(options) <= OVERFLOW_OPTIONS:
        return {"type": "overflow", "action_id": action_id, "options": options}
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain_text(menu.placeholder or "More", PLACEHOLDER),
    } | _grouped(options, sheet)


def _options(choices: tuple[Choice, ...], sheet: Sheet) -> list[Json]:
    fit = [choice for choice in choices if choice.value and _fits(choice.value, OPTION_VALUE)]
    sheet.left_out += len(choices) - len(fit)
    return [_option(choice) for choice in fit]


def _option(choice: Choice) -> Json:
    option: Json = {"text": plain_text(choice.label, OPTION), "value": choice.value}
    if choice.description:
        option["description"] = plain_text(choice.description, OPTION)
    return option


def _grouped(options: list[Json], sheet: Sheet) -> Json:
    """As one list, or where they are too many for one, as numbered groups."""
    if len(options) <= GROUP_OPTIONS:
        return {"options": options}
    sheet.left_out += max(0, len(options) - GROUPS * GROUP_OPTIONS)
    starts = range(0, min(len(options), GROUPS * GROUP_OPTIONS), GROUP_OPTIONS)
    groups = [options[start : start + GROUP_OPTIONS] for start in starts]
    return {
        "option_groups": [
            {"label": plain_text(f"{start + 1}–{start + len(group)}", OPTION), "options": group}
            for start, group in zip(starts, groups, strict=True)
        ]
    }


def _fits(value: str, most: int) -> bool:
    return size(value) <= most and clean(value) == value


# --- forms ---------------------------------------------------------------------------------------


def input_block(field: Input, sheet: Sheet) -> Json | None:
    """The field, named by its block, and by its element too unless it is watched; None where it could not work: there
    is nothing to choose from, or its name is too long."""
    element = _input_element(field, sheet)
    action_id = f"{field.watched}{WATCHED}{field.name}" if field.watched else field.name
    if element is None or size(action_id) > ACTION_ID:
        sheet.left_out += 1
        return None
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(field.label, INPUT_LABEL),
        "element": {"action_id": action_id} | element,
        "optional": field.optional,
    }
    if field.watched:
        block["dispatch_action"] = True
    if hint := _hint(field):
        block["hint"] = plain_text(hint, INPUT_LABEL)
    return block


def _hint(field: Input) -> str:
    """Says it when the text to begin with was cut: whoever submits it would lose the rest."""
    too_long = (
        field.kind in {"text", "lines"}
        and isinstance(field.value, str)
        and size(clean(field.value)) > _most(field)
    )
    warning = (
        "What was written here before is too long for this field and is cut." if too_long else ""
    )
    return " ".join(part for part in (field.hint, warning) if part)


def _most(field: Input) -> int:
    return max(1, min(field.most or INPUT_TEXT, INPUT_TEXT))


def _input_element(field: Input, sheet: Sheet) -> Json | None:
    match field.kind:
        case "choice" | "choices":
            return _choosing(field, sheet)
        case "ticks":
            return _ticking(field, sheet)
        case "date":
            initial = {"initial_date": str(field.value)} if isinstance(field.value, date) else {}
            return _asking("datepicker", field) | initial
        case "user":
            return _asking("users_select", field) | _initial("initial_user", field)
        case "users":
            begun = [each for each in _several(field.value) if USER_ID.fullmatch(each)]
            several: Json = {"initial_users": begun} if begun else {}
            return _asking("multi_users_select", field) | several
        case "channel":
            which: Json = {"include": ["public", "private"], "exclude_bot_users": True}
            return (
                _asking("conversations_select", field)
                | {"filter": which}
                | _initial("initial_conversation", field)
            )
        case "number":
            return _counting(field)
        case _:
            return _writing(field)


def _writing(field: Input) -> Json:
    written: Json = {"multiline": field.kind == "lines", "max_length": _most(field)}
    if isinstance(field.value, str) and field.value:
        written |= {"initial_value": cut(field.value, _most(field))}
    return _asking("plain_text_input", field) | written


_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")


def _counting(field: Input) -> Json:
    counted: Json = {"is_decimal_allowed": True}
    if isinstance(field.value, str) and _NUMBER.fullmatch(field.value):
        counted |= {"initial_value": field.value}
    return _asking("number_input", field) | counted


def _choosing(field: Input, sheet: Sheet) -> Json | None:
    options = _options(field.choices, sheet)
    if not options:
        return None
    many = field.kind == "choices"
    element = _asking("multi_static_select" if many else "static_select", field)
    element |= _grouped(options, sheet)
    chosen = {field.value} if isinstance(field.value, str) else set(_several(field.value))
    initial = [option for option in options if option["value"] in chosen]
    if initial:
        element |= {"initial_options": initial} if many else {"initial_option": initial[0]}
    return element


def _ticking(field: Input, sheet: Sheet) -> Json | None:
    options = _options(field.choices, sheet)
    sheet.left_out += max(0, len(options) - TICKS)
    options = options[:TICKS]
    if not options:
        return None
    initial = [option for option in options if option["value"] in _several(field.value)]
    return {"type": "checkboxes", "options": options} | (
        {"initial_options": initial} if initial else {}
    )


def _several(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _asking(kind: str, field: Input) -> Json:
    element: Json = {"type": kind}
    if field.placeholder:
        element["placeholder"] = plain_text(field.placeholder, PLACEHOLDER)
    return element


def _initial(name: str, field: Input) -> Json:
    return {name: field.value} if isinstance(field.value, str) and field.value else {}
