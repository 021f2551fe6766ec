"""Each of our blocks as blocks of Slack's."""

from collections.abc import Iterator, Sequence

from cadence.adapters.slack.render.elements import Sheet, feedback, pressable
from cadence.adapters.slack.render.tables import fitted, simple_table, table_block
from cadence.adapters.slack.text import (
    Json,
    cut,
    cut_saying,
    literal,
    mrkdwn,
    plain_text,
    rich_section,
    rich_text,
    shortened,
    size,
)
from cadence.core.message import (
    Actions,
    Beside,
    Block,
    Bullets,
    Button,
    Card,
    Feedback,
    Header,
    Line,
    Link,
    Menu,
    Note,
    Paragraph,
    Picture,
    Preformatted,
    Quoted,
    Rule,
    Table,
    Text,
    bold,
)
from cadence.core.plain import clean

# Limits: https://docs.slack.dev/reference/block-kit/blocks
HEADER = 150
TEXT = 3_000
FIELD = 2_000
ACTIONS = 25
TABLE = 10_000
"""Characters of all cells of all tables of a message."""

LINE = 1_000
"""Characters of one bullet, title or line of facts. Ours: longer ones aren't read."""
KEY = 100
BULLETS = 50
"""Items of one list. Ours."""


def blocks_of(block: Block, sheet: Sheet, room: int) -> list[Json]:  # noqa: C901, PLR0911 - a case for each kind
    """Nothing for a block that shows nothing. Only a table makes itself fit into `room` characters."""
    match block:
        case Header(text):
            return (
                [{"type": "header", "text": plain_text(text, HEADER)}]
                if clean(text).strip()
                else []
            )
        case Paragraph(line, button):
            return _paragraph(shortened(line, TEXT), button, sheet)
        case Bullets(lines):
            return _bullets(lines)
        case Note(line):
            return _note(shortened(line, TEXT))
        case Quoted(text):
            return _literal_block("rich_text_quote", text)
        case Preformatted(text):
            return _literal_block("rich_text_preformatted", text)
        case Card():
            return _paragraph(_card_line(block), block.button, sheet)
        case Table():
            return _table(block, sheet, room)
        case Actions(elements):
            return _actions(elements, sheet)
        case Feedback():
            made = feedback(block, sheet)
            return [made] if made else []
        case Beside(left, right):
            return _beside(left, right)
        case Picture():
            return [_picture(block)]
        case Rule():
            return [{"type": "divider"}]


def note(text: str) -> list[Json]:
    return _note((Text(text),))


def _paragraph(line: Line, button: Button | Menu | None, sheet: Sheet) -> list[Json]:
    """With something to press it is a section, where mrkdwn can say the line literally, else two blocks."""
    accessory = pressable(button, sheet) if button else None
    if not literal(line).strip():
        return [_action_block([accessory])] if accessory else []
    if accessory is None:
        return [rich_text(rich_section(line))]
    if (text := mrkdwn(line, TEXT)) is not None:
        return [{"type": "section", "text": text, "accessory": accessory}]
    return [rich_text(rich_section(line)), _action_block([accessory])]


def _beside(left: Line, right: Line) -> list[Json]:
    """Fields of one section, where mrkdwn can say both literally, else two paragraphs."""
    sides = [each for each in (left, right) if literal(each).strip()]
    said = [mrkdwn(shortened(each, FIELD), FIELD) for each in sides]
    fields = [each for each in said if each is not None]
    if fields and len(fields) == len(sides):
        return [{"type": "section", "fields": fields}]
    return [rich_text(rich_section(shortened(each, TEXT))) for each in sides]


def _card_line(card: Card) -> Line:
    name = cut(card.key, KEY)
    key = Link(name, card.url, bold=True) if card.url else bold(name)
    title = shortened((Text(f" {' '.join(clean(card.title).split())}"),), LINE)
    facts = (Text("\n"), *shortened(card.facts, LINE)) if literal(card.facts).strip() else ()
    return (key, *title, *facts)


def _picture(picture: Picture) -> Json:
    # Limits: https://docs.slack.dev/reference/block-kit/blocks/image-block
    return {
        "type": "image",
        "slack_file": {"id": picture.file},
        "title": plain_text(picture.title, 2_000),
        "alt_text": cut(clean(picture.alt), 2_000).strip() or "A picture",
    }


def _bullets(lines: Sequence[Line]) -> list[Json]:
    shown = [each for each in lines if literal(each).strip()]
    items = []
    room = TEXT
    for each in shown[:BULLETS]:
        item = shortened(each, LINE)
        room -= size(literal(item))
        if room < 0:
            break
        items.append(rich_section(item))
    if len(items) < len(shown):
        items.append(rich_section((Text(f"… and {len(shown) - len(items):,} more"),)))
    return (
        [rich_text({"type": "rich_text_list", "style": "bullet", "elements": items})]
        if items
        else []
    )


def _note(line: Line) -> list[Json]:
    """Small print where that can be literal, else rich text of the usual size."""
    if not literal(line).strip():
        return []
    small = mrkdwn(line, TEXT)
    if small is None and all(span == Text(literal((span,))) for span in line):
        small = plain_text(literal(line), TEXT)
    return [{"type": "context", "elements": [small]}] if small else [rich_text(rich_section(line))]


def _literal_block(kind: str, text: str) -> list[Json]:
    text = cut_saying(text, TEXT)
    if not text.strip():
        return []
    return [rich_text({"type": kind, "elements": [{"type": "text", "text": text}]})]


def _table(table: Table, sheet: Sheet, room: int) -> list[Json]:
    """Its caption, the rows that fit, and a note where that isn't all of it."""
    caption = shortened((Text(clean(table.caption)),), LINE)
    part = fitted(table, min(room - size(literal(caption)) - 100, TABLE))
    above = [rich_text(rich_section(caption))] if literal(caption).strip() else []
    below = note(part.said) if part.said else []
    if not part.table.rows or not part.table.columns:
        return [*above, *below]
    if not sheet.newest or sheet.has_table:
        return [*above, simple_table(part.table), *below]
    sheet.has_table = True
    return [*above, table_block(part.table), *below]


def _actions(elements: Sequence[Button | Menu], sheet: Sheet) -> list[Json]:
    made = [each for each in (pressable(element, sheet) for element in elements) if each]
    return [_action_block(chunk) for chunk in _chunks(made, ACTIONS)]


def _action_block(elements: list[Json]) -> Json:
    return {"type": "actions", "elements": elements}


def _chunks(elements: list[Json], most: int) -> Iterator[list[Json]]:
    return (elements[start : start + most] for start in range(0, len(elements), most))
