"""What stands on lines of its own: paragraphs, headings, lists, quotes, panels, code, tables, rules."""

import re
from collections.abc import Callable

from cadence.sandbox.jira.markup.inline import Json, Mention, inline

_FENCE = re.compile(r"\{(code|noformat|quote|panel|html)(?::([^}\n]*))?\}", re.IGNORECASE)
_HEADING = re.compile(r"\s*h([1-6])\.\s+(.*)")
_BULLET = re.compile(r"\s*([*#-]{1,6})\s+(.*)")
_QUOTED = re.compile(r"\s*bq\.\s+(.*)")
_RULE = re.compile(r"\s*-{4,}\s*\Z")
_ROW = re.compile(r"\s*(\|{1,2})(.*?)\|{1,2}\s*\Z")
_TITLE = re.compile(r"(?:\A|\|)title=([^|]*)")


def blocks(wiki: str, mention: Mention) -> list[Json]:
    """Blocks of a document or a panel."""
    found: list[Json] = []
    rest = wiki.replace("\r\n", "\n")
    while opening := _FENCE.search(rest):
        name, options = opening[1].lower(), opening[2] or ""
        closing = re.compile(r"\{" + name + r"\}", re.IGNORECASE).search(rest, opening.end())
        if closing is None:
            break
        found += _lines(rest[: opening.start()], mention)
        found += _fenced(name, options, rest[opening.end() : closing.start()], mention)
        rest = rest[closing.end() :]
    return found + _lines(rest, mention)


def _fenced(name: str, options: str, inside: str, mention: Mention) -> list[Json]:
    if name in {"code", "noformat"}:
        return [_code(options, inside)]
    if name == "html":
        return _lines(inside, mention)
    content = blocks(inside, mention)
    if name == "panel":
        title = _TITLE.search(options)
        if title and title[1].strip():
            content.insert(0, _paragraph(f"*{title[1].strip()}*", mention))
        return [{"type": "panel", "attrs": {"panelType": "info"}, "content": _inner(content)}]
    return [{"type": "blockquote", "content": _inner(content)}]


def _inner(content: list[Json]) -> list[Json]:
    """Panels and quotes hold no panels, quotes, tables or rules: those give what is in them."""
    flat: list[Json] = []
    for block in content:
        if block["type"] in {"panel", "blockquote"}:
            flat += block["content"]
        elif block["type"] == "table":
            flat += [
                cell for row in block["content"] for c in row["content"] for cell in c["content"]
            ]
        elif block["type"] != "rule":
            flat.append(block)
    return flat or [{"type": "paragraph", "content": []}]


def _code(options: str, inside: str) -> Json:
    node: Json = {"type": "codeBlock"}
    language = options.split("|", maxsplit=1)[0].strip()
    if language and "=" not in language:
        node["attrs"] = {"language": language}
    text = inside.strip("\n")
    return node | {"content": [{"type": "text", "text": text}] if text else []}


def _lines(text: str, mention: Mention) -> list[Json]:
    found: list[Json] = []
    run: list[str] = []
    kind = ""

    def close() -> None:
        if run:
            found.extend(_RUNS[kind](run, mention))
            run.clear()

    for line in text.split("\n"):
        now = _kind(line)
        if now != kind or now in {"heading", "rule", "quoted"}:
            close()
        kind = now
        if now != "blank":
            run.append(line)
    close()
    return found


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    for kind, pattern in _KINDS:
        if pattern.match(line):
            return kind
    return "plain"


_KINDS = (
    ("heading", _HEADING),
    ("rule", _RULE),
    ("list", _BULLET),
    ("quoted", _QUOTED),
    ("table", _ROW),
)


def _paragraph(text: str, mention: Mention) -> Json:
    return {"type": "paragraph", "content": inline(text, mention)}


def _plain(lines: list[str], mention: Mention) -> list[Json]:
    return [_paragraph("\n".join(line.strip() for line in lines), mention)]


def _heading(lines: list[str], mention: Mention) -> list[Json]:
    level, text = _groups(_HEADING, lines[0])
    attrs = {"level": int(level)}
    return [{"type": "heading", "attrs": attrs, "content": inline(text.strip(), mention)}]


def _quoted(lines: list[str], mention: Mention) -> list[Json]:
    (text,) = _groups(_QUOTED, lines[0])
    return [{"type": "blockquote", "content": [_paragraph(text, mention)]}]


def _rule(_lines: list[str], _mention: Mention) -> list[Json]:
    return [{"type": "rule"}]


def _table(lines: list[str], mention: Mention) -> list[Json]:
    rows = []
    for line in lines:
        bars, inside = _groups(_ROW, line)
        kind = "tableHeader" if bars == "||" else "tableCell"
        cells = re.split(r"\|{1,2}", inside)
        content = [
            {"type": kind, "attrs": {}, "content": [_paragraph(cell.strip(), mention)]}
            for cell in cells
        ]
        rows.append({"type": "tableRow", "content": content})
    return [{"type": "table", "attrs": {"isNumberColumnEnabled": False}, "content": rows}]


def _list(lines: list[str], mention: Mention) -> list[Json]:
    items = [_groups(_BULLET, line) for line in lines]
    found: list[Json] = []
    while items:
        marker = items[0][0][0]
        count = next((n for n, (m, _) in enumerate(items) if m[0] != marker), len(items))
        found.append(_one_list(items[:count], 1, mention))
        items = items[count:]
    return found


def _one_list(items: list[tuple[str, ...]], depth: int, mention: Mention) -> Json:
    """All items of one list; those that go deeper belong to the item before them."""
    kind = "orderedList" if items[0][0][min(depth, len(items[0][0])) - 1] == "#" else "bulletList"
    content: list[Json] = []
    place = 0
    while place < len(items):
        end = place + 1
        while end < len(items) and len(items[end][0]) > depth:
            end += 1
        inside = [_paragraph(items[place][1], mention)]
        if end > place + 1:
            inside.append(_one_list(items[place + 1 : end], depth + 1, mention))
        content.append({"type": "listItem", "content": inside})
        place = end
    return {"type": kind, "content": content}


def _groups(pattern: re.Pattern[str], line: str) -> tuple[str, ...]:
    found = pattern.match(line)
    return found.groups("") if found else ()


_RUNS: dict[str, Callable[[list[str], Mention], list[Json]]] = {
    "plain": _plain,
    "heading": _heading,
    "rule": _rule,
    "list": _list,
    "quoted": _quoted,
    "table": _table,
}
