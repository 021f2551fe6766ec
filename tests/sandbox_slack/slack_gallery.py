"""One good block of every kind, and of every element in it."""

from typing import Any

Json = dict[str, Any]


def plain(text: str = "Text") -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str = "*Text*") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "one") -> Json:
    return {"text": plain("One"), "value": value, "description": plain("The first")}


CONFIRM = {
    "title": plain("Sure?"),
    "text": mrkdwn(),
    "confirm": plain("Yes"),
    "deny": plain("No"),
    "style": "danger",
}
BUTTON = {
    "type": "button",
    "action_id": "go",
    "text": plain("Go"),
    "value": "v",
    "style": "primary",
    "url": "https://example.com/x",
    "confirm": CONFIRM,
    "accessibility_label": "Go there",
}
IMAGE = {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "A chart"}
RUNS = [
    {"type": "text", "text": "bold", "style": {"bold": True}},
    {"type": "link", "url": "https://example.com", "text": "link"},
    {"type": "user", "user_id": "U1"},
    {"type": "channel", "channel_id": "C1"},
    {"type": "usergroup", "usergroup_id": "S1"},
    {"type": "broadcast", "range": "here"},
    {"type": "emoji", "name": "eyes"},
    {
        "type": "date",
        "timestamp": 1794821400,
        "format": "{date_short} {time}",
        "fallback": "16 Nov",
    },
]
RICH_TEXT = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": RUNS},
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "border": 0,
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "item"}]}
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
        {
            "type": "rich_text_preformatted",
            "elements": [{"type": "text", "text": "code"}],
            "border": 1,
        },
    ],
}
CELLS = [
    {"type": "raw_text", "text": "Checkout"},
    {"type": "raw_number", "value": 12, "text": "12"},
]
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": plain("Good"), "value": "good", "accessibility_label": "Good"},
    "negative_button": {"text": plain("Bad"), "value": "bad"},
}
SELECT = {
    "action_id": "chosen",
    "placeholder": plain("Choose"),
    "confirm": CONFIRM,
    "focus_on_load": False,
}
SELECTS: list[Json] = [
    {
        "type": "static_select",
        **SELECT,
        "options": [option(), option("two")],
        "initial_option": option(),
    },
    {
        "type": "static_select",
        **SELECT,
        "option_groups": [{"label": plain(), "options": [option()]}],
    },
    {"type": "external_select", **SELECT, "min_query_length": 2},
    {"type": "users_select", **SELECT, "initial_user": "U1"},
    {
        "type": "conversations_select",
        **SELECT,
        "filter": {"include": ["public"], "exclude_bot_users": True},
    },
    {"type": "channels_select", **SELECT, "initial_channel": "C1"},
    {"type": "multi_static_select", **SELECT, "options": [option()], "max_selected_items": 2},
    {"type": "multi_external_select", **SELECT},
    {"type": "multi_users_select", **SELECT, "initial_users": ["U1"]},
    {"type": "multi_conversations_select", **SELECT},
    {"type": "multi_channels_select", **SELECT},
]
PICKERS: list[Json] = [
    {"type": "overflow", "action_id": "more", "options": [option()], "confirm": CONFIRM},
    {
        "type": "datepicker",
        "action_id": "day",
        "initial_date": "2026-11-16",
        "placeholder": plain(),
    },
    {
        "type": "timepicker",
        "action_id": "time",
        "initial_time": "09:30",
        "timezone": "Europe/Berlin",
    },
    {"type": "datetimepicker", "action_id": "when", "initial_date_time": 1794821400},
    {
        "type": "checkboxes",
        "action_id": "boxes",
        "options": [option()],
        "initial_options": [option()],
    },
    {"type": "radio_buttons", "action_id": "radio", "options": [{"text": mrkdwn(), "value": "v"}]},
]
WRITTEN = {"action_id": "typed", "placeholder": plain(), "focus_on_load": True}
INPUTS: list[Json] = [
    {
        "type": "plain_text_input",
        **WRITTEN,
        "multiline": True,
        "min_length": 1,
        "max_length": 99,
        "initial_value": "x",
    },
    {"type": "email_text_input", **WRITTEN},
    {"type": "url_text_input", **WRITTEN},
    {
        "type": "number_input",
        **WRITTEN,
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": "9",
    },
    {"type": "rich_text_input", **WRITTEN},
    {"type": "file_input", "action_id": "file", "filetypes": ["png"], "max_files": 2},
]
TASK = {
    "type": "task_card",
    "task_id": "t",
    "title": "Counting",
    "status": "complete",
    "details": RICH_TEXT,
}
BLOCKS: list[Json] = [
    {"type": "actions", "block_id": "buttons", "elements": [BUTTON, *PICKERS]},
    *({"type": "actions", "elements": [select]} for select in SELECTS),
    {"type": "context", "elements": [mrkdwn(), plain(), IMAGE]},
    {
        "type": "context_actions",
        "elements": [FEEDBACK, {"type": "icon_button", "icon": "trash", "text": plain("Delete")}],
    },
    {"type": "divider"},
    {"type": "header", "text": plain("Open bugs")},
    {**IMAGE, "title": plain()},
    *(
        {"type": "input", "label": plain(), "hint": plain(), "optional": True, "element": one}
        for one in INPUTS
    ),
    {"type": "markdown", "text": "**bold**"},
    RICH_TEXT,
    {"type": "section", "text": mrkdwn(), "accessory": BUTTON, "expand": True},
    {"type": "section", "fields": [mrkdwn(), plain()]},
    {
        "type": "table",
        "rows": [CELLS, CELLS],
        "column_settings": [{"align": "left"}, {"align": "right", "is_wrapped": True}],
    },
    {"type": "data_table", "caption": "By component", "rows": [CELLS, CELLS], "page_size": 10},
    {"type": "card", "title": mrkdwn(), "body": mrkdwn(), "actions": [BUTTON]},
    TASK,
    {"type": "plan", "title": "Looking", "tasks": [TASK]},
    {"type": "alert", "level": "warning", "text": mrkdwn()},
    {"type": "container", "title": plain(), "child_blocks": [{"type": "divider"}]},
    {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}]},
    {
        "type": "video",
        "title": plain(),
        "alt_text": "x",
        "video_url": "https://e.com/v",
        "thumbnail_url": "https://e.com/t",
    },
    {"type": "file", "external_id": "x", "source": "remote"},
]
CHART = {
    "type": "data_visualization",
    "title": "Inflow",
    "chart": {
        "type": "line",
        "series": [
            {
                "name": "Checkout",
                "data": [{"label": "May", "value": 3}, {"label": "June", "value": 4.5}],
            }
        ],
        "axis_config": {"categories": ["May", "June"], "y_label": "Bugs"},
    },
}
