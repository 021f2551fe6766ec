"""Block Kit's small parts: text, options, confirmations, images, rich text."""

from typing import Any

from cadence.sandbox.slack.schema import (
    Problems,
    Rule,
    by_type,
    flag,
    items,
    number,
    one_at_least,
    only_one,
    problem,
    shape,
    text,
)

LONGEST_URL = 3000


def _any(value: Any, at: str, found: Problems) -> None:
    """Whatever it is."""


def plain(most: int = 3000) -> Rule:
    return by_type({"plain_text": _plain(most)})


def _plain(most: int) -> Rule:
    return shape({"type": _any, "text": text(most, least=1)}, {"emoji": flag})


def mrkdwn(most: int = 3000) -> Rule:
    return by_type({"mrkdwn": _mrkdwn(most)})


def _mrkdwn(most: int) -> Rule:
    return shape({"type": _any, "text": text(most, least=1)}, {"verbatim": flag})


def any_text(most: int = 3000) -> Rule:
    return by_type({"plain_text": _plain(most), "mrkdwn": _mrkdwn(most)})


def address(value: Any, at: str, found: Problems) -> None:
    text(LONGEST_URL, least=1)(value, at, found)
    if isinstance(value, str) and not value.startswith(
        ("http://", "https://", "mailto:", "slack://")
    ):
        problem(found, at, "invalid url")


CONFIRM = shape(
    {"text": any_text(300)},
    {
        "title": plain(100),
        "confirm": plain(30),
        "deny": plain(30),
        "style": text(one_of=("primary", "danger")),
    },
)

MOST_OPTION_VALUE = 150
"""Source: Slack's reference (150); its published types still say 75."""


def _option(label: Rule, description: Rule, **more: Rule) -> Rule:
    value = text(MOST_OPTION_VALUE, least=1)
    return shape({"text": label, "value": value}, {"description": description} | more)


PLAIN_OPTION = _option(plain(75), plain(75))
MARKED_OPTION = _option(any_text(75), any_text(75))
OVERFLOW_OPTION = _option(plain(75), plain(75), url=address)
OPTION_GROUP = shape({"label": plain(75), "options": items(PLAIN_OPTION, least=1, most=100)})

SLACK_FILE = shape(
    {}, {"id": text(), "url": text()}, also=(one_at_least("id", "url"), only_one("id", "url"))
)
_IMAGE_SOURCE = (one_at_least("image_url", "slack_file"), only_one("image_url", "slack_file"))
IMAGE_FIELDS: dict[str, Rule] = {"image_url": address, "slack_file": SLACK_FILE}
IMAGE_ELEMENT = shape(
    {"type": _any, "alt_text": text(2000, least=1)}, IMAGE_FIELDS, also=_IMAGE_SOURCE
)
IMAGE_BLOCK = shape(
    {"type": _any, "alt_text": text(2000, least=1)},
    IMAGE_FIELDS | {"title": plain(2000), "block_id": text(255)},
    also=_IMAGE_SOURCE,
)

# --- rich text -----------------------------------------------------------------------------------

_STYLES = (
    "bold",
    "italic",
    "strike",
    "code",
    "underline",
    "highlight",
    "client_highlight",
    "unlink",
)
_STYLE = shape({}, dict.fromkeys(_STYLES, flag))


def _run(required: dict[str, Rule], **optional: Rule) -> Rule:
    return shape({"type": _any} | required, {"style": _STYLE} | optional)


_RUNS = {
    "text": _run({"text": text(least=1)}),
    "link": _run({"url": text(LONGEST_URL, least=1)}, text=text(), unsafe=flag),
    "user": _run({"user_id": text(least=1)}),
    "channel": _run({"channel_id": text(least=1)}),
    "usergroup": _run({"usergroup_id": text(least=1)}),
    "team": _run({"team_id": text(least=1)}),
    "broadcast": _run({"range": text(one_of=("here", "channel", "everyone"))}),
    "emoji": _run(
        {"name": text(least=1)}, unicode=text(), url=text(), skin_tone=number(whole=True)
    ),
    "date": _run({"timestamp": number(), "format": text(least=1)}, url=text(), fallback=text()),
    "color": _run({"value": text(least=1)}),
}
RUN = by_type(_RUNS)
_BORDER = number(0, 1, whole=True)
SECTION = by_type({"rich_text_section": shape({"type": _any, "elements": items(RUN)})})
RICH_TEXT_PARTS = by_type(
    {
        "rich_text_section": shape({"type": _any, "elements": items(RUN)}),
        "rich_text_list": shape(
            {"type": _any, "style": text(one_of=("bullet", "ordered")), "elements": items(SECTION)},
            {
                "indent": number(0, 8, whole=True),
                "offset": number(0, whole=True),
                "border": _BORDER,
            },
        ),
        "rich_text_quote": shape({"type": _any, "elements": items(RUN)}, {"border": _BORDER}),
        "rich_text_preformatted": shape(
            {"type": _any, "elements": items(by_type({k: _RUNS[k] for k in ("text", "link")}))},
            {"border": _BORDER, "language": text()},
        ),
    }
)
RICH_TEXT = by_type(
    {
        "rich_text": shape(
            {"type": _any, "elements": items(RICH_TEXT_PARTS)}, {"block_id": text(255)}
        )
    }
)
ANY = _any
