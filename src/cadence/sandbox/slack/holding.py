"""What interactive elements hold: before anybody touches them, and once somebody has."""

from typing import Any

from cadence.sandbox.slack.model import Json


def chosen(element: Json, value: Any) -> Json:
    """What an element holds when a person has chosen or typed `value`: as in `actions` and in `state.values`.

    `value` is a label or value of an option, an id, a date, a text; a list of them where many can be chosen.
    """
    kind = element["type"]
    match kind:
        case "button" | "icon_button":
            held: Json = {"value": element["value"]} if "value" in element else {}
        case "workflow_button":
            held = {}
        case "feedback_buttons":
            side = (
                "negative_button"
                if value in {"negative", element["negative_button"]["value"]}
                else "positive_button"
            )
            held = {"value": element[side]["value"], "text": element[side]["text"]}
        case "static_select" | "external_select" | "overflow" | "radio_buttons":
            held = {"selected_option": _option(element, value)}
        case "multi_static_select" | "multi_external_select" | "checkboxes":
            held = {"selected_options": [_option(element, one) for one in value or ()]}
        case "plain_text_input" | "email_text_input" | "url_text_input" | "number_input":
            held = {"value": value}
        case "rich_text_input":
            held = {"rich_text_value": value}
        case "file_input":
            held = {"files": value}
        case _:
            held = {HELD_BY[kind]: value}
    return {"type": kind} | held


HELD_BY = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def initial(element: Json) -> Json:
    """What an element holds before anyone touches it."""
    held = {"initial_option": "selected_option", "initial_options": "selected_options"}
    kind = element["type"]
    for given, name in held.items():
        if given in element:
            return {"type": kind, name: element[given]}
    if "initial_value" in element:
        return {
            "type": kind,
            "rich_text_value" if kind == "rich_text_input" else "value": element["initial_value"],
        }
    preset = next((name for name in element if name.startswith("initial_")), None)
    if preset:
        return {"type": kind, HELD_BY[kind]: element[preset]}
    if kind in {"multi_static_select", "multi_external_select", "checkboxes"}:
        return {"type": kind, "selected_options": []}
    if kind in {"static_select", "external_select", "radio_buttons"}:
        return {"type": kind, "selected_option": None}
    if kind in HELD_BY:
        return {"type": kind, HELD_BY[kind]: [] if kind.startswith("multi_") else None}
    return {"type": kind, "value": None}


def _option(element: Json, wanted: Any) -> Json | None:
    """By value or label. Raises KeyError where there is no such option."""
    if wanted is None:
        return None
    if isinstance(wanted, dict):
        return wanted
    groups = [group["options"] for group in element.get("option_groups", ())]
    for option in [*element.get("options", ()), *(o for group in groups for o in group)]:
        if wanted in {option.get("value"), option["text"]["text"]}:
            return {k: v for k, v in option.items() if k in {"text", "value", "description"}}
    if element["type"].endswith("external_select"):
        return {
            "text": {"type": "plain_text", "text": str(wanted), "emoji": True},
            "value": str(wanted),
        }
    raise KeyError(f"there is no option {wanted!r}")
