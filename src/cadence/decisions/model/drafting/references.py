"""Addresses, Jira keys and the names of areas and products, as people wrote them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cadence.decisions.model.decision import Scope
from cadence.decisions.model.drafting.discussion import Words
from cadence.decisions.model.drafting.words import listed

Texts = list[tuple[int, str]]
"""Texts with the places of their messages."""

_URL = re.compile(r"https?://[^\s<>|\"]{3,500}")
_KEY = re.compile(r"(?<![\w/.-])(?P<project>[A-Z][A-Z0-9_]{1,9})-(?P<number>[1-9]\d{0,6})(?![\w-])")
_NO_PROJECT = listed(
    "UTF SHA ISO RFC CVE TLS SSL GPT COVID HTTP IPV ES PEP ECMA IEEE MP MD AES RSA WIN UTC GMT"
)
"""What stands before a number elsewhere in technical talk."""


def links(texts: Texts) -> tuple[Words, ...]:
    """Each once, as it was first written."""
    found: dict[str, Words] = {}
    for place, text in texts:
        for address in _URL.findall(text):
            url = address.rstrip(".,;:!?)'")
            found.setdefault(url, Words(text=url, place=place))
        for key in _keys(text):
            found.setdefault(key[0], Words(text=key[0], place=place))
    return tuple(found.values())


def _keys(text: str) -> list[re.Match[str]]:
    if "-" not in text:
        return []
    return [key for key in _KEY.finditer(_URL.sub(" ", text)) if key["project"] not in _NO_PROJECT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What a scope may name."""

    areas: tuple[tuple[str, re.Pattern[str]], ...]
    products: tuple[tuple[str, re.Pattern[str]], ...]
    projects: frozenset[str]
    """Keys; empty where they aren't known, and then any key's project counts."""

    @classmethod
    def of(
        cls, areas: Sequence[str], products: Sequence[str], projects: Sequence[str]
    ) -> "Vocabulary":
        return cls(areas=_named(areas), products=_named(products), projects=frozenset(projects))

    def scope(self, texts: Texts) -> tuple[Scope, tuple[int, ...]]:
        """What the texts name first, and the places of those that name it."""
        area, at_area = _first(self.areas, texts)
        product, at_product = _first(self.products, texts)
        project, at_project = self._project(texts)
        epic, at_epic = self._epic(texts)
        places = {
            place for place in (at_area, at_product, at_project, at_epic) if place is not None
        }
        return Scope(area=area, product=product, project=project, epic=epic), tuple(sorted(places))

    def _project(self, texts: Texts) -> tuple[str | None, int | None]:
        for place, text in texts:
            for key in _keys(text):
                if not self.projects or key["project"] in self.projects:
                    return key["project"], place
        return None, None

    def _epic(self, texts: Texts) -> tuple[str | None, int | None]:
        """A key that is called an epic."""
        for place, text in texts:
            for key in _keys(text):
                called = re.search(
                    rf"\bepic[:,]? ?{key[0]}\b|\b{key[0]} epic\b", text, re.IGNORECASE
                )
                if called and (not self.projects or key["project"] in self.projects):
                    return key[0], place
        return None, None


def _named(names: Sequence[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE))
        for name in names
        if name.strip()
    )


def _first(
    names: Sequence[tuple[str, re.Pattern[str]]], texts: Texts
) -> tuple[str | None, int | None]:
    for place, text in texts:
        for name, pattern in names:
            if pattern.search(text):
                return name, place
    return None, None
