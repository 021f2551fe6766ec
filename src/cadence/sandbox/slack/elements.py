"""Block Kit's interactive elements."""

import re
from typing import Any

from cadence.sandbox.slack.composition import (
    ANY,
    CONFIRM,
    MARKED_OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLAIN_OPTION,
    RICH_TEXT,
    address,
    plain,
)
from cadence.sandbox.slack.schema import (
    Problems,
    Rule,
    flag,
    items,
    number,
    one_at_least,
    only_one,
    problem,
    shape,
    text,
)

ACTION_ID = text(255, least=1)
LABEL = text(75)
STYLE = text(one_of=("primary", "danger"))
FOCUSED: dict[str, Rule] = {"focus_on_load": flag}
PLACEHOLDER: dict[str, Rule] = {"placeholder": plain(150)}
CONFIRMED: dict[str, Rule] = {"confirm": CONFIRM}


def _element(
    required: dict[str, Rule] | None = None, *optional: dict[str, Rule], also: tuple[Rule, ...] = ()
) -> Rule:
    rest: dict[str, Rule] = {"action_id": ACTION_ID}
    for more in optional:
        rest |= more
    return shape({"type": ANY} | (required or {}), rest, also=also)


def _like(pattern: str, says: str) -> Rule:
    form = re.compile(pattern)

    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, str) or not form.fullmatch(value):
            problem(found, at, says)

    return check


def _chosen_among_options(value: Any, at: str, found: Problems) -> None:
    """An initial choice must be one of the options, by its text and value."""
    options = [
        value.get("options"),
        *(g.get("options") for g in _objects(value.get("option_groups"))),
    ]
    known = [_named(option) for many in options for option in _objects(many)]
    chosen = [*_objects(value.get("initial_options")), *_objects([value.get("initial_option")])]
    if known and any(_named(choice) not in known for choice in chosen):
        problem(found, at, "initial_option must exactly match one of the provided options")


def _objects(many: Any) -> list[dict[str, Any]]:
    return [one for one in many if isinstance(one, dict)] if isinstance(many, list) else []


def _named(option: dict[str, Any]) -> tuple[Any, Any]:
    label = option.get("text")
    return (label.get("text") if isinstance(label, dict) else label, option.get("value"))


BUTTON = _element(
    {"text": plain(75)},
    CONFIRMED,
    {"value": text(2000), "url": address, "style": STYLE, "accessibility_label": LABEL},
)
OVERFLOW = _element({"options": items(OVERFLOW_OPTION, least=1, most=5)}, CONFIRMED)
DATEPICKER = _element(
    {},
    CONFIRMED,
    FOCUSED,
    PLACEHOLDER,
    {"initial_date": _like(r"\d{4}-\d\d-\d\d", "must be a date, YYYY-MM-DD")},
)
TIMEPICKER = _element(
    {},
    CONFIRMED,
    FOCUSED,
    PLACEHOLDER,
    {"initial_time": _like(r"\d\d:\d\d", "must be a time, HH:mm"), "timezone": text()},
)
DATETIMEPICKER = _element(
    {}, CONFIRMED, FOCUSED, {"initial_date_time": number(1_000_000_000, 9_999_999_999, whole=True)}
)
CHECKBOXES = _element(
    {"options": items(MARKED_OPTION, least=1, most=10)},
    CONFIRMED,
    FOCUSED,
    {"initial_options": items(MARKED_OPTION, least=1, most=10)},
    also=(_chosen_among_options,),
)
RADIO_BUTTONS = _element(
    {"options": items(MARKED_OPTION, least=1, most=10)},
    CONFIRMED,
    FOCUSED,
    {"initial_option": MARKED_OPTION},
    also=(_chosen_among_options,),
)
_OPTIONS: dict[str, Rule] = {
    "options": items(PLAIN_OPTION, least=1, most=100),
    "option_groups": items(OPTION_GROUP, least=1, most=100),
}
_LISTED = (
    one_at_least("options", "option_groups"),
    only_one("options", "option_groups"),
    _chosen_among_options,
)
_SELECT = (CONFIRMED, FOCUSED, PLACEHOLDER)
_MULTI = (*_SELECT, {"max_selected_items": number(1, whole=True)})
_FILTER: dict[str, Rule] = {
    "filter": shape(
        {},
        {
            "include": items(text(one_of=("im", "mpim", "private", "public")), least=1),
            "exclude_external_shared_channels": flag,
            "exclude_bot_users": flag,
        },
    ),
    "default_to_current_conversation": flag,
}
_ANSWERING: dict[str, Rule] = {"response_url_enabled": flag}
_QUERY: dict[str, Rule] = {"min_query_length": number(0, whole=True)}
SELECTS = {
    "static_select": _element(
        {}, *_SELECT, _OPTIONS, {"initial_option": PLAIN_OPTION}, also=_LISTED
    ),
    "external_select": _element({}, *_SELECT, _QUERY, {"initial_option": PLAIN_OPTION}),
    "users_select": _element({}, *_SELECT, {"initial_user": text()}),
    "conversations_select": _element(
        {}, *_SELECT, _FILTER, _ANSWERING, {"initial_conversation": text()}
    ),
    "channels_select": _element({}, *_SELECT, _ANSWERING, {"initial_channel": text()}),
    "multi_static_select": _element(
        {}, *_MULTI, _OPTIONS, {"initial_options": items(PLAIN_OPTION, least=1)}, also=_LISTED
    ),
    "multi_external_select": _element(
        {}, *_MULTI, _QUERY, {"initial_options": items(PLAIN_OPTION, least=1)}
    ),
    "multi_users_select": _element({}, *_MULTI, {"initial_users": items(text())}),
    "multi_conversations_select": _element(
        {}, *_MULTI, _FILTER, {"initial_conversations": items(text())}
    ),
    "multi_channels_select": _element({}, *_MULTI, {"initial_channels": items(text())}),
}
WORKFLOW_BUTTON = _element(
    {
        "text": plain(75),
        "workflow": shape(
            {
                "trigger": shape(
                    {"url": address},
                    {
                        "customizable_input_parameters": items(
                            shape({"name": text(least=1), "value": text()})
                        )
                    },
                )
            }
        ),
    },
    CONFIRMED,
    {"style": STYLE, "accessibility_label": LABEL},
)
_FEEDBACK_BUTTON = shape({"text": plain(75), "value": text(2000)}, {"accessibility_label": LABEL})
FEEDBACK_BUTTONS = _element(
    {"positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON}
)
ICON_BUTTON = _element(
    {"text": plain(75), "icon": text(one_of=("trash",))},
    CONFIRMED,
    {"value": text(2000), "accessibility_label": LABEL, "visible_to_user_ids": items(text())},
)

# --- inputs --------------------------------------------------------------------------------------

_DISPATCH: dict[str, Rule] = {
    "dispatch_action_config": shape(
        {},
        {
            "trigger_actions_on": items(
                text(one_of=("on_enter_pressed", "on_character_entered")), least=1
            )
        },
    )
}
_WRITTEN = (FOCUSED, PLACEHOLDER, _DISPATCH)


def _length_in_order(value: Any, at: str, found: Problems) -> None:
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        problem(found, at, "min_length must be less than max_length")


INPUTS = {
    "plain_text_input": _element(
        {},
        *_WRITTEN,
        {
            "initial_value": text(3000),
            "multiline": flag,
            "min_length": number(0, 3000, whole=True),
            "max_length": number(1, 3000, whole=True),
        },
        also=(_length_in_order,),
    ),
    "email_text_input": _element({}, *_WRITTEN, {"initial_value": text()}),
    "url_text_input": _element({}, *_WRITTEN, {"initial_value": text()}),
    "number_input": _element(
        {"is_decimal_allowed": flag},
        *_WRITTEN,
        {"initial_value": text(), "min_value": text(), "max_value": text()},
    ),
    "rich_text_input": _element(
        {},
        *_WRITTEN,
        {
            "initial_value": RICH_TEXT,
            "min_lines": number(1, 100, whole=True),
            "max_lines": number(1, 100, whole=True),
        },
    ),
    "file_input": _element(
        {}, {"filetypes": items(text(least=1)), "max_files": number(1, 10, whole=True)}
    ),
}
PICKERS = {
    "checkboxes": CHECKBOXES,
    "datepicker": DATEPICKER,
    "datetimepicker": DATETIMEPICKER,
    "radio_buttons": RADIO_BUTTONS,
    "timepicker": TIMEPICKER,
}
