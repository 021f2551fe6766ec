"""Text in pictures: literal, in letters that there are, cut or broken to a width."""

import re
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import TextToPath

from cadence.core.plain import clean

OWN = "DejaVu Sans"
"""Comes with matplotlib: Latin, Greek, Cyrillic, Hebrew, Arabic and many signs."""

OTHERS = (
    "Noto Sans CJK JP",
    "Noto Sans",
    "Arial Unicode MS",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
)
"""Asked for what the first one lacks, where they are installed."""

MISSING = "\u25af"
"""An empty box, for a letter that no font has."""

MORE = "…"

_BETWEEN = re.compile(r" (?!%)")
"""A figure and its sign of percent stay together."""


@cache
def families() -> tuple[str, ...]:
    return tuple(name for name in (OWN, *OTHERS) if _file(name))


@cache
def font(size: float, *, bold: bool = False) -> FontProperties:
    return FontProperties(family=list(families()), size=size, weight="bold" if bold else "normal")


def letters(text: str) -> str:
    """On one line, and without what no font can show."""
    there = _characters()
    flat = " ".join(clean(text).split())
    return "".join(each if ord(each) in there else MISSING for each in flat)


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """In pixels of the layout."""
    if not text:
        return 0.0
    measured, _, _ = _ruler().get_text_width_height_descent(
        text, font(size, bold=bold), ismath=False
    )
    return float(measured)


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """As much as there is room for, and then "…"."""
    shown = letters(text)
    if width(shown, size, bold=bold) <= room:
        return shown
    least, most = 0, len(shown)
    while least < most:
        middle = (least + most + 1) // 2
        fits = width(shown[:middle].rstrip() + MORE, size, bold=bold) <= room
        least, most = (middle, most) if fits else (least, middle - 1)
    return shown[:least].rstrip() + MORE


def broken(
    text: str, room: float, size: float, *, most: int = 2, bold: bool = False
) -> tuple[str, ...]:
    """In lines, `most` at most, of which the last is cut."""
    words = [each for each in _BETWEEN.split(letters(text)) if each]
    lines: list[str] = []
    while words and len(lines) < most - 1:
        taken = _fitting(words, room, size, bold=bold)
        lines.append(cut(" ".join(words[:taken]), room, size, bold=bold))
        words = words[taken:]
    return (*lines, cut(" ".join(words), room, size, bold=bold)) if words else tuple(lines)


def _fitting(words: list[str], room: float, size: float, *, bold: bool) -> int:
    """How many of the words fit; one at least."""
    taken = 1
    while taken < len(words) and width(" ".join(words[: taken + 1]), size, bold=bold) <= room:
        taken += 1
    return taken


@cache
def _ruler() -> TextToPath:
    return TextToPath()


@cache
def _characters() -> frozenset[int]:
    files = [file for name in families() if (file := _file(name))]
    return frozenset().union(*(get_font(str(file)).get_charmap() for file in files))


@cache
def _file(family: str) -> Path | None:
    if family == OWN:
        return Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    try:
        return Path(findfont(FontProperties(family=family), fallback_to_default=False))
    except ValueError:
        return None
