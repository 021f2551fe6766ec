"""How files are named, and how one decision refers to another."""

import re
import unicodedata
from collections.abc import Mapping

INDEX = "README.md"

LONGEST_SLUG = 60

Names = Mapping[int, str]
"""The files of the decisions that are written, by number. No other number is mentioned."""

_REF = re.compile(r"\[?D-(\d+)(?:\]\([^()\s]*\))?")


def file_name(number: int, first_title: str) -> str:
    """`0042-title-in-slug.md`. The title is that of the first revision, so that a correction breaks no link."""
    return f"{number:04}-{slug(first_title)}.md"


def slug(title: str) -> str:
    bare = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", bare.replace("'", ""))
    text = "-".join(words)
    if len(text) > LONGEST_SLUG:
        text = text[: LONGEST_SLUG + 1].rpartition("-")[0] or text[:LONGEST_SLUG]
    return text or "decision"


def ref(number: int, names: Names) -> str:
    return f"[D-{number}]({names[number]})"


def number_in(text: str) -> int | None:
    """Of D-42, linked or not, and nothing else."""
    found = _REF.fullmatch(text.strip())
    return int(found[1]) if found else None
