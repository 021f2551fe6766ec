"""Jira's wiki markup → plain text."""

import re

_FENCE = re.compile(r"(\{(?:code|noformat)(?::[^}\n]{0,200})?\})")
"""Opens or closes a block in which markup is text."""

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\{(?:quote|panel|color|anchor)(?::[^}\n]{0,200})?\}"), ""),
    (re.compile(r"\{\{([^{}\n]{1,500})\}\}"), r"\1"),
    (re.compile(r"^[ \t]*(?:h[1-6]|bq)\.[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*-{4,5}[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*[*#-]{1,6}[ \t]+", re.MULTILINE), "- "),
    (re.compile(r"\[~(?:accountid:)?([^\]\n|]{1,200})\]"), r"@\1"),
    (re.compile(r"\[([^\]\n|]{1,300})\|([^\]\n|]{1,2000})(?:\|[^\]\n]{0,200})?\]"), r"\1 (\2)"),
    (re.compile(r"\[((?:https?|ftp|mailto|file):[^\]\s|]{1,2000})\]"), r"\1"),
    (re.compile(r"!([^\s!|][^!|\n]{0,200}\.\w{2,5})(?:\|[^!\n]{0,200})?!"), r"\1"),
    (re.compile(r"\|{1,2}"), " "),
    (re.compile(r"(?<!\\)\\\\(?!\\)"), "\n"),
    (re.compile(r"(?<![\w\\])([*_+])(?=\S)([^\n*_+]{1,500}?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\\([-*_+~^{}\[\]!|?])"), r"\1"),
)


def plain_of_wiki(markup: str) -> str:
    """What a reader would see, without the marks. Unknown marks stay as they are; it never raises."""
    pieces: list[str] = []
    fence = ""
    for piece in _FENCE.split(markup):
        if _FENCE.fullmatch(piece) and fence in {"", piece}:
            fence = "" if fence else _closing(piece)
            pieces.append("\n")
        else:
            pieces.append(piece if fence else _unmarked(piece))
    lines = (line.rstrip() for line in "".join(pieces).replace("\r\n", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _closing(opening: str) -> str:
    return "{code}" if opening.startswith("{code") else "{noformat}"


def _unmarked(text: str) -> str:
    for pattern, plain in _RULES:
        text = pattern.sub(plain, text)
    return text
