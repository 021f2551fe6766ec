"""What can happen to a pattern: each transition brings its next version, or refuses.

    new → OPEN → OWNED → CLOSED (its rate fell, or the owner has had enough) → OPEN (again)
    OPEN → SNOOZED → OPEN (worse, or undone) · OPEN, SNOOZED → CLOSED (not found for long)
    what is live → NO_PATTERN → OPEN (far above what was dismissed, or undone)
    what is live → MERGED → OPEN (undone)

Lines of the ledger belong to whoever makes the change: they know who did it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cadence.patterns.model.case import Learned
from cadence.patterns.model.finding import Finding
from cadence.patterns.model.keys import EVIDENCE, projects_of, together
from cadence.patterns.model.pattern import (
    LIVE,
    Escalated,
    NoPattern,
    Ownership,
    Pattern,
    State,
    Untested,
    Verdict,
    Verified,
)
from cadence.patterns.model.version import Refusal, following, only

_UNHEARD: Mapping[str, Any] = {
    "told_rate": 0,
    "told_days": 0,
    "told_at": None,
    "worse_rate": 0,
    "worse_days": 0,
}
"""As if nobody had heard of it."""


# --- what scans do ---------------------------------------------------------------------------------


def begun(number: int, finding: Finding, *, name: str, sentence: str, at: datetime) -> Pattern:
    tested = finding.tested
    return Pattern(
        number=number,
        area=tested.area,
        kind=tested.kind,
        subject=tested.subject,
        projects=projects_of(tested.keys),
        name=name,
        sentence=sentence,
        finding=finding,
        keys=tested.keys[:EVIDENCE],
        opened_at=at,
        found_at=at,
        changed_at=at,
    )


def gathered(pattern: Pattern, finding: Finding, *, sentence: str, at: datetime) -> Pattern:
    """It was found again: the latest figures, and every bug that it ever had (EVIDENCE of them), latest first."""
    only(pattern, LIVE)
    return _found(pattern, finding, sentence, at)


def fed(pattern: Pattern, keys: Sequence[str], *, at: datetime) -> Pattern:
    """More evidence came by a pattern that was merged into it; its figures stay its own."""
    only(pattern, LIVE)
    both = together(keys, pattern.keys)
    return following(pattern, at, keys=both, projects=projects_of(both), found_at=at)


def without(pattern: Pattern, gone: Collection[str]) -> Pattern:
    """What was deleted, moved or hidden is named no more. How many were counted stays, of which projects, and since
    when it stands so."""
    left = tuple(key for key in pattern.keys if key not in gone)
    counted = tuple(key for key in pattern.finding.tested.keys if key not in gone)
    return following(
        pattern,
        pattern.changed_at,
        keys=left,
        finding=replace(pattern.finding, tested=replace(pattern.finding.tested, keys=counted)),
    )


def counting(pattern: Pattern, projects: Collection[str]) -> Pattern:
    """Its latest figures count bugs of these; what was said of it before still counts what it did."""
    return replace(pattern, counted_in=tuple(sorted({*pattern.counted_in, *projects})))


def untested(pattern: Pattern, why: str, *, at: datetime) -> Pattern:
    """It could not be looked for; whether it is still there is not known. Since when it stands so stays."""
    only(pattern, LIVE)
    return following(pattern, pattern.changed_at, untested=Untested(since=at, why=why))


def testable(pattern: Pattern, *, at: datetime) -> Pattern:
    """It would be found again. From now on its silence counts."""
    only(pattern, LIVE)
    return following(pattern, at, untested=None)


def worse(pattern: Pattern, finding: Finding, *, sentence: str, at: datetime) -> Pattern:
    """Found again, and worse than when it was last told. Whoever snoozed it or dismissed it hears of it again; whoever
    owns it still does. From here on this rate is the one that was told: it is said once."""
    only(pattern, LIVE | {State.NO_PATTERN})
    tested = finding.tested
    return replace(
        _found(pattern, finding, sentence, at),
        state=State.OWNED if pattern.state is State.OWNED else State.OPEN,
        no_pattern=None,
        worse_rate=tested.rate,
        worse_days=tested.window_days,
    )


def again(pattern: Pattern, finding: Finding, *, sentence: str, at: datetime) -> Pattern:
    """It came back after it was closed: a new bout under the old number, which nobody was told of yet. What was
    verified last stays."""
    only(pattern, frozenset({State.CLOSED}))
    return replace(
        _found(pattern, finding, sentence, at),
        state=State.OPEN,
        opened_at=at,
        again=pattern.again + 1,
        escalated=None,
        ownership=None,
        **_UNHEARD,
    )


def closed(pattern: Pattern, *, at: datetime) -> Pattern:
    """By whoever has had enough of it, or since it was not found for long. Who owned it, and why, stays to be read."""
    only(pattern, LIVE)
    return following(pattern, at, state=State.CLOSED)


# --- who is told -----------------------------------------------------------------------------------


def told(pattern: Pattern, escalated: Escalated) -> Pattern:
    """Somebody was told of its latest figures, first or again."""
    only(pattern, frozenset({State.OPEN, State.OWNED}))
    return following(
        pattern,
        escalated.at,
        escalated=escalated,
        **_heard(pattern),
        told_at=escalated.at,
    )


def untold(pattern: Pattern, *, at: datetime) -> Pattern:
    """Slack took no message to anybody: as if nobody had been told."""
    only(pattern, frozenset({State.OPEN, State.OWNED}))
    return following(pattern, at, escalated=None, **_UNHEARD)


def handed(pattern: Pattern, escalated: Escalated, *, at: datetime) -> Pattern:
    """To another lead, who is asked as the first one was; whoever owned it does not any more."""
    only(pattern, LIVE)
    return following(
        pattern,
        at,
        state=State.OPEN,
        ownership=None,
        escalated=escalated,
        **_heard(pattern),
        told_at=escalated.at,
    )


# --- what leads do ---------------------------------------------------------------------------------


def owned(pattern: Pattern, ownership: Ownership) -> Pattern:
    """Also with a new action and date, and by another lead who takes it over. Whoever owns it knows its figures: it is
    told again where it gets worse than it is now. The rate has to fall against that with which it was owned first."""
    only(pattern, LIVE)
    owned = pattern.state is State.OWNED
    held_against = pattern.owned_with if owned else pattern.finding
    return following(
        pattern,
        ownership.at,
        state=State.OWNED,
        ownership=replace(ownership, finding=held_against),
        **_heard(pattern),
    )


def snoozed(pattern: Pattern, *, at: datetime) -> Pattern:
    """Until it gets worse than it is now: that is what whoever snoozes it was told."""
    if pattern.state is State.OWNED:
        raise Refusal(
            f"{pattern.label} is owned: it is quiet until its date, unless it gets worse."
        )
    only(pattern, frozenset({State.OPEN}))
    return following(
        pattern,
        at,
        state=State.SNOOZED,
        **_heard(pattern),
        told_at=at,
    )


def dismissed(pattern: Pattern, reason: NoPattern, *, at: datetime) -> Pattern:
    """From here on it is told only where it gets worse than it is now."""
    only(pattern, LIVE)
    return following(
        pattern,
        at,
        state=State.NO_PATTERN,
        no_pattern=reason,
        ownership=None,
        **_heard(pattern),
    )


def taken_up(pattern: Pattern, *, at: datetime) -> Pattern:
    """What was owned, snoozed, dismissed or closed is open again, as whoever undoes it wants."""
    if pattern.state is State.OPEN:
        raise Refusal(f"{pattern.label} is open already.")
    only(pattern, frozenset({State.OWNED, State.SNOOZED, State.NO_PATTERN, State.CLOSED}))
    return following(pattern, at, state=State.OPEN, ownership=None, no_pattern=None)


def verified(pattern: Pattern, verified: Verified, *, counted_in: Collection[str] = ()) -> Pattern:
    """Its rate was tested on its action's date, among the bugs of these projects: closed where it fell, else its owner
    is asked again."""
    only(pattern, frozenset({State.OWNED}))
    if pattern.ownership is None:
        raise Refusal(f"Nobody owns {pattern.label}.")
    fell = verified.verdict is Verdict.FELL
    return following(
        pattern,
        verified.at,
        state=State.CLOSED if fell else State.OWNED,
        verified=verified,
        untested=None,
        counted_in=counting(pattern, counted_in).counted_in,
        ownership=replace(pattern.ownership, tested=pattern.ownership.tested + 1),
    )


def decided(pattern: Pattern, decision: int) -> Pattern:
    """Linked to a record of the decision log, whatever its state; the same one twice is linked once."""
    numbers = dict.fromkeys((*pattern.decisions, decision))
    return following(pattern, pattern.changed_at, decisions=tuple(numbers))


# --- what is told of it ----------------------------------------------------------------------------


def learned_from(pattern: Pattern) -> Learned:
    """What a lead's "not a pattern" says of later alarms: nothing of it changes after that, so its finding is still the
    one that was dismissed, and its last change is when."""
    tested = pattern.finding.tested
    return Learned(
        kind=tested.kind,
        subject=pattern.subject,
        rate=tested.rate,
        reason=pattern.no_pattern or NoPattern.OTHER,
        at=pattern.changed_at,
        window_days=tested.window_days,
    )


# --- inside ----------------------------------------------------------------------------------------


def _heard(pattern: Pattern) -> Mapping[str, Any]:
    """Somebody knows its latest figures."""
    tested = pattern.finding.tested
    return {
        "told_rate": tested.rate,
        "told_days": tested.window_days,
        "worse_rate": 0,
        "worse_days": 0,
    }


def _found(pattern: Pattern, finding: Finding, sentence: str, at: datetime) -> Pattern:
    tested = finding.tested
    keys = together(tested.keys, pattern.keys)
    return following(
        pattern,
        at,
        area=tested.area,
        kind=tested.kind,
        subject=tested.subject,
        finding=finding,
        keys=keys,
        projects=projects_of((*tested.keys, *keys)),
        sentence=sentence,
        found_at=at,
        untested=None,
    )
