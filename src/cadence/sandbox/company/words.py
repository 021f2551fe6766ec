"""Tells symptoms in people's words, from stories.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from cadence.sandbox.company.model import Story

_SLOT = re.compile(r"\{(\w+)\}")
VAGUE_SHARE = 0.08
"""How many reports come with a sentence only."""
TRACE_SHARE = 0.45
QUOTE_SHARE = 0.6


@cache
def _book() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("stories.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Makes up what people write. One teller's slots are filled alike within one story."""

    chance: Random
    version: str = "the last release"
    previous: str = "the release before"

    def symptoms(self, component: str) -> int:
        return len(_book()[component]["symptoms"])

    def symptom(self, component: str, number: int) -> Story:
        chapter = _book()[component]
        told = chapter["symptoms"][number]
        slots = self._slots(told["said"])
        title = self.chance.choice(told["titles"]) + self.chance.choice(chapter["when"])
        return Story(
            title=_filled(title, slots),
            description=_filled(self._description(chapter, told), slots),
            said=_filled(told["said"], slots),
            symptom=f"{component}/{number}",
        )

    def chore(self, kind: str) -> Story:
        title = self.chance.choice(_book()["other"][kind])
        return Story(title=_filled(title, self._slots("")), description="")

    def remark(self, tone: str, said: str) -> str:
        return _filled(self.chance.choice(_book()["comments"][tone]), self._slots(said))

    def _slots(self, said: str) -> Mapping[str, str]:
        drawn = {name: self.chance.choice(choices) for name, choices in _book()["fill"].items()}
        return drawn | {
            "said": said,
            "version": self.version,
            "previous": self.previous,
            "n": str(self.chance.randint(23, 987)),
            "hex": f"{self.chance.getrandbits(32):08x}",
        }

    def _description(self, chapter: Mapping[str, Any], told: Mapping[str, Any]) -> str:
        if self.chance.random() < VAGUE_SHARE:
            return str(told["said"])
        steps = "\n".join(f"# {step}" for step in chapter["steps"])
        parts = [
            self.chance.choice(["{customer} reports this.", "Seen in {version}.", "", ""]),
            f"h3. Steps\n{steps}",
            f"h3. Expected\n{told['expected']}",
            f"h3. Actual\n{told['actual']}",
        ]
        if self.chance.random() < QUOTE_SHARE:
            parts.append(f"bq. {told['said']}")
        if self.chance.random() < TRACE_SHARE:
            parts.append(f"{{code}}\n{chapter['trace'].strip()}\n{{code}}")
        return "\n\n".join(part for part in parts if part)


def _filled(text: str, slots: Mapping[str, str]) -> str:
    """Braces that name no slot stay as they are: {code} is markup."""
    return _SLOT.sub(lambda found: slots.get(found[1], found[0]), text)


def planted(name: str) -> tuple[tuple[str, str], ...]:
    """Titles and texts that are told as they stand."""
    return tuple((title, text) for title, text in _book()["planted"][name])
