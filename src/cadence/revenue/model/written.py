"""Leading indicators, and who answers for accounts, as they are written in cadence.toml."""

import re
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from cadence.revenue.model.customer import Owners
from cadence.revenue.model.indicator import BUILT_IN, Better, LeadingIndicator, Origin

ANY = "*"
"""Every account that no segment's owner answers for."""

_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_USER = re.compile(r"[UW][A-Z0-9]+")


def _segment(said: str) -> str:
    name, mark, value = said.partition("=")
    if said != ANY and not (mark and name.strip() and value.strip()):
        raise ValueError(f'“{said[:60]}” names no segment; one is written "plan=Enterprise"')
    return said


def _user(said: str) -> str:
    if not _USER.fullmatch(said):
        raise ValueError(f"“{said[:60]}” is no Slack user id; one is like U012AB3CD")
    return said


Segment = Annotated[str, AfterValidator(_segment)]
User = Annotated[str, AfterValidator(_user)]


class IndicatorEntry(BaseModel):
    """`[indicators.<key>]`. Of a built-in one, what is left out is as it is built in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=80)
    definition: str | None = Field(default=None, min_length=1, max_length=300)
    unit: str | None = Field(default=None, max_length=20)
    better: Better | None = None
    target: Decimal | None = Field(default=None, ge=0, le=Decimal(10) ** 12)
    owner: User | None = None

    def indicator(self, key: str) -> LeadingIndicator:
        known = next((each for each in BUILT_IN if each.key == key), None)
        said = {name: value for name, value in self if value is not None}
        plain: dict[str, Any] = {"key": key}
        if known:
            plain = {each.name: getattr(known, each.name) for each in fields(known)}
        return LeadingIndicator(**(plain | said | {"origin": Origin.FILE}))


def complete(entries: Mapping[str, IndicatorEntry]) -> Mapping[str, IndicatorEntry]:
    """Raises ValueError, which says which of them lacks what."""
    built_in = {each.key for each in BUILT_IN}
    for key, entry in entries.items():
        if not _KEY.fullmatch(key):
            raise ValueError(
                f"“{key[:60]}” is no key; one has small letters, digits and hyphens: net-promoters"
            )
        if key not in built_in and not (entry.name and entry.definition):
            raise ValueError(f"{key}: needs a name and a definition; it is not one of the built-in")
    return entries


def owners(written: Mapping[str, str]) -> Owners:
    """Of "plan=Enterprise" and "*"."""
    by_segment = {}
    for each, owner in written.items():
        name, _, value = each.partition("=")
        if each != ANY:
            by_segment[name.strip(), value.strip()] = owner
    return Owners(by_segment=by_segment, default=written.get(ANY))
