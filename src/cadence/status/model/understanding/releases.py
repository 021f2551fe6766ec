"""Versions: which are meant by a name or number, and whether as fix version or as affected version.

"For 4.2", "fixed in 4.2", "planned for 4.2" are the fix version; "affecting", "found in", "reported in" the affected
one. Plain "in 4.2" may be either, and is asked back.
"""

import re
from datetime import date

from cadence.core.issue import Version
from cadence.core.query import Field
from cadence.status.model.question import Kind

from . import labels
from .draft import Draft
from .lexicon import Tag
from .marks import Mark
from .resolutions import require_fixed, require_open, require_resolved
from .tokens import Form, squash
from .vocabulary import Sort

_NUMBER = re.compile(r"v?\d+(?:\.(?:\d+|x|\*))+(?:[-.]?[a-z]+[\d.\-]*)?", re.IGNORECASE)
_READY = (Tag.BLOCKS, Tag.BLOCKERS, Tag.READY, Tag.LEFT)
_PAST = ("fixed", "got fixed", "were fixed", "are fixed", "solved", "patched", "fixes", "addressed")
_DONE = (
    "resolved",
    "closed",
    "completed",
    "shipped",
    "released",
    "delivered",
    "landed",
    "went",
    "made",
    "done",
)


def read_releases(draft: Draft) -> None:
    for place, mark in enumerate(draft.marks):
        names = _names(draft, place, mark)
        if names:
            _tie(draft, place, mark, names)
    _read_relative(draft)


def _names(draft: Draft, place: int, mark: Mark) -> tuple[str, ...]:
    if mark.role == Sort.VERSION.value:
        return mark.names[Sort.VERSION]
    if mark.role or mark.said or mark.tags or mark.form not in (Form.WORD, Form.NUMBER, Form.QUOTE):
        return ()
    cued = draft.is_at(draft.back(place, Tag.DET), Tag.VERSION_CUE, Tag.FIX_CUE, Tag.AFFECTED_CUE)
    bare = mark.text.isdecimal() and cued and not draft.is_at(place + 1, Tag.MONTHLY, Tag.WEEKLY)
    if not bare and not _NUMBER.fullmatch(mark.text):
        if cued and draft.is_at(draft.back(place, Tag.DET), Tag.VERSION_CUE) and not mark.names:
            _no_version(draft, mark, mark.text)
        return ()
    return _numbered(draft, place, mark)


def _numbered(draft: Draft, place: int, mark: Mark) -> tuple[str, ...]:
    before = (
        draft.at(place - 1) if not draft.is_at(place - 1, Tag.VERSION_CUE) else draft.at(place - 2)
    )
    touching = before is not None and not mark.gap.strip()
    vocabulary = draft.vocabulary
    if before is not None and touching and before.form is Form.WORD and not before.said:
        found = vocabulary.with_number(mark.text, before.text)
        if found and (not before.tags or before.names):
            _drop(draft, before)
            return _chosen(draft, mark, found)
        if before.role in (Sort.COMPONENT.value, "unclear") and not draft.is_at(
            place - 1, Tag.VERSION_CUE
        ):
            draft.take("unknown", mark)
            said = f"{before.text} {mark.text}"
            nearest = vocabulary.with_number(mark.text)[:3]
            nearest = nearest or vocabulary.near(mark.text, (Sort.VERSION,))
            draft.trouble(f"I know no “{said}” here.", said=said, nearest=nearest, rank=1)
            return ()
    found = vocabulary.with_number(mark.text)
    if not found:
        _no_version(draft, mark, mark.text)
        return ()
    return _chosen(draft, mark, found)


def _drop(draft: Draft, before: Mark) -> None:
    """A name that turned out to be the first part of a version's: "Alloy 1.4"."""
    draft.named = [
        each
        for each in draft.named
        if not any(set(each.values) == set(values) for values in before.names.values())
    ]
    before.role = Sort.VERSION.value


def _chosen(draft: Draft, mark: Mark, found: tuple[str, ...]) -> tuple[str, ...]:
    draft.take(Sort.VERSION.value, mark)
    distinct = {squash(name) for name in found}
    if len(distinct) > 1 and not draft.vocabulary.is_family(mark.text):
        shown = found[:6]
        more = f" and {len(found) - 6} more" if len(found) > 6 else ""
        draft.trouble(
            f"“{mark.text}” may be {labels.either(shown)}{more}.",
            said=mark.text,
            nearest=shown,
            rank=1,
        )
        return found[:1]
    return found


def _no_version(draft: Draft, mark: Mark, said: str) -> None:
    draft.take("unknown", mark)
    nearest = draft.vocabulary.near(said, (Sort.VERSION,))
    draft.trouble(f"There is no version “{said}” here.", said=said, nearest=nearest, rank=1)


def _tie(draft: Draft, place: int, mark: Mark, names: tuple[str, ...]) -> None:
    draft.take(Sort.VERSION.value, mark)
    negation = draft.is_negated(place, lambda other: other.role == Sort.VERSION.value)
    tie = _cue(draft, place)
    if tie is not None:
        draft.take("version cue", tie)
    field = _field(tie)
    if field is None:
        draft.releases += names
        return
    if tie is not None and tie.has(*_READY):
        require_open(draft, assumed=not tie.has(Tag.LEFT))
    if negation is not None:
        draft.take("negation", negation)
    apart = not draft.is_joined(place, Sort.VERSION.value)
    draft.hold(field, names, negated=negation is not None, apart=apart)
    if field is Field.FIX_VERSION and tie is not None and negation is None:
        _state_of_cue(draft, tie)


_SKIPPED = (Tag.DET, Tag.VERSION_CUE, Tag.BE, Tag.NOT, Tag.FILLER, Tag.WITH)


def _cue(draft: Draft, place: int) -> Mark | None:
    """What ties the version: a cue before it, or before the version that it is joined to, or "as fix version"."""
    at = place - 1
    while at >= 0:
        mark = draft.marks[at]
        if mark.has(Tag.FIX_CUE, Tag.AFFECTED_CUE, Tag.FOR, *_READY):
            return mark
        if mark.has(Tag.IN, Tag.ON):
            return _verb_before(draft, at)
        if not (mark.has(*_SKIPPED, Tag.AND, Tag.OR) or mark.role == Sort.VERSION.value):
            return None
        draft.take("version cue", *([mark] if mark.has(Tag.VERSION_CUE) else []))
        at -= 1
    after = (
        draft.at(place + 2) if draft.is_at(place + 1, Tag.FILLER, Tag.DET) else draft.at(place + 1)
    )
    return (
        after if after is not None and after.has(Tag.FIX_CUE) and "version" in after.low else None
    )


def _verb_before(draft: Draft, place: int) -> Mark | None:
    before = draft.at(draft.back(place, Tag.DET, Tag.FILLER, Tag.BE))
    if before is not None and before.has(
        Tag.FIXED,
        Tag.RESOLVED,
        Tag.CREATED,
        Tag.REGRESSIONS,
        Tag.FIX_CUE,
        Tag.AFFECTED_CUE,
        *_READY,
    ):
        return before
    return None


def _field(tie: Mark | None) -> Field | None:
    if tie is None:
        return None
    if tie.has(Tag.AFFECTED_CUE, Tag.CREATED, Tag.REGRESSIONS) and not tie.has(Tag.FIX_CUE):
        return Field.AFFECTED_VERSION
    return Field.FIX_VERSION


def _state_of_cue(draft: Draft, tie: Mark) -> None:
    """ "Fixed in 3.2.0" says that it is fixed; "planned for 3.2.0" does not."""
    place = draft.marks.index(tie)
    ahead = " ".join(mark.low for mark in draft.marks[max(0, place - 3) : place])
    if re.search(r"\b(will|to be|should|would|be|going|can|need|needs)\b", ahead) or tie.has(
        *_READY
    ):
        return
    if tie.low.startswith(_PAST) or tie.has(Tag.FIXED):
        require_fixed(draft)
    elif tie.low.startswith(_DONE) or tie.has(Tag.RESOLVED):
        require_resolved(draft)


def settle_releases(draft: Draft) -> None:
    """A version that nothing ties to a field is the fix version where readiness is asked, and asked back otherwise."""
    if not draft.releases:
        return
    names = tuple(dict.fromkeys(draft.releases))
    if draft.kind is Kind.READINESS or any(draft.having(*_READY)):
        draft.hold(Field.FIX_VERSION, names)
        return
    shown = labels.either(names)
    draft.trouble(
        f"“{shown}” may be the version that bugs are to be fixed in, or the one they were found in. "
        f"Say “for {names[0]}” or “affecting {names[0]}”.",
        rank=2,
    )
    draft.hold(Field.FIX_VERSION, names)


def _read_relative(draft: Draft) -> None:
    """ "The next release": the unreleased version with the nearest date; "the last release": the latest one out."""
    for place, mark in draft.having(Tag.NEXT_RELEASE, Tag.LAST_RELEASE, unused=True):
        if draft.is_at(place + 1, Tag.VERSION_CUE) or any(
            other.role == Sort.VERSION.value for other in draft.marks[place + 1 : place + 3]
        ):
            continue
        upcoming = mark.has(Tag.NEXT_RELEASE)
        found = _relative(draft, upcoming=upcoming)
        draft.take(Sort.VERSION.value, mark)
        if len(found) != 1:
            draft.trouble(
                f"Which version is “{mark.text}”? Please name it.",
                said=mark.text,
                nearest=tuple(version.name for version in found[:5]),
                rank=1,
            )
            return
        tie = _cue(draft, place)
        field = _field(tie) or (Field.FIX_VERSION if upcoming else None)
        draft.take("version cue", *([tie] if tie is not None else []))
        if field is None:
            draft.releases += (found[0].name,)
            continue
        draft.hold(field, (found[0].name,))


def _relative(draft: Draft, *, upcoming: bool) -> list[Version]:
    """The candidates, nearest first; several where projects or products differ."""
    wanted = {value for each in draft.named if each.field is Field.PROJECT for value in each.values}
    today = draft.calendar.today
    out: dict[str, Version] = {}
    for project in draft.vocabulary.site.projects:
        if wanted and project.key not in wanted:
            continue
        dated = [v for v in project.versions if v.release_date is not None and not v.archived]
        if upcoming:
            dated = [v for v in dated if not v.released and (v.release_date or date.min) >= today]
        else:
            dated = [v for v in dated if v.released and (v.release_date or date.max) <= today]
        for version in sorted(
            dated, key=lambda v: v.release_date or date.min, reverse=not upcoming
        ):
            out.setdefault(f"{project.key}:{_product(version.name)}", version)
    return list(out.values())


def _product(name: str) -> str:
    said = squash(re.sub(r"v?[\d.]+\S*$", "", name.strip()))
    return "" if said in ("release", "version", "v") else said
