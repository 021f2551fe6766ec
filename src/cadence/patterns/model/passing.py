"""From what a scan found to what became of the patterns that are known: what is news, what gathers, what is over.

- New is what no known pattern stands for: it is told. What the bugs of another explain (`same_story`) feeds that one:
  the same bugs may look like an inflow one night and like a group coming back the next.
- Found again, a live pattern gathers its evidence, and is told again only where it is worse than when it was told last
  (`worse`), whoever has it by then. The same brings back what was said to be no pattern.
- A closed one is told again where it came back after it was closed (`is_back`), and not because its window still
  reaches to before.
- What nobody owns and was neither found nor touched for long is closed, without a word. What could not be looked for
  stays, and its ledger says so: its silence counts from when it can be tested again.
- What is merged stands for the pattern that it is part of, and feeds it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cadence.core.words import begun, listed
from cadence.patterns.model import life
from cadence.patterns.model.chance import USUAL_UNREST, more
from cadence.patterns.model.discovery import RANK, explained
from cadence.patterns.model.finding import Finding, Kind
from cadence.patterns.model.identity import matched, of_finding, of_pattern
from cadence.patterns.model.keys import EVIDENCE
from cadence.patterns.model.pattern import Entry, Pattern, State, Step
from cadence.patterns.model.policy import Policy
from cadence.patterns.model.scan import Scan
from cadence.patterns.model.sentence import lasting, opening, usually
from cadence.patterns.model.worse import is_worse

LEAST_BACK = 3
"""Fewer bugs are never a pattern."""
CLEARLY = 0.05
"""The odds of so many since it was closed, at the usual rate."""

Says = Callable[[str, Finding], str]
"""A finding's sentence, begun with these words."""
News = tuple[Pattern, Step]
"""What is to be told: FOUND, WORSE or AGAIN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A pattern's next version, with what its ledger says of it."""

    pattern: Pattern
    entries: tuple[Entry, ...] = ()
    told: Step | None = None
    """As what it is news; None: nobody needs to hear of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    patterns: tuple[Pattern, ...]
    """All that are known now, by number."""
    moved: tuple[Moved, ...]

    @property
    def news(self) -> tuple[News, ...]:
        return tuple((each.pattern, each.told) for each in self.moved if each.told is not None)


def passed(
    scan: Scan,
    known: Sequence[Pattern],
    policy: Policy,
    *,
    new: Callable[[Finding], Pattern],
    says: Says,
) -> Passed:
    """Pure but for `new`, which begins a pattern: it gives the number and the name."""
    areas = frozenset(area for area, _ in scan.projects)
    found: dict[int, list[Finding]] = {}
    fresh: dict[str, Finding] = {}
    for each in scan.findings:
        pattern = matched(each, known, areas) or same_story(each, known)
        if pattern is None:
            fresh.setdefault(of_finding(each), each)
        else:
            found.setdefault(pattern.number, []).append(each)
    moved = [
        change
        for pattern in known
        if (change := _next(pattern, found.get(pattern.number, []), scan, policy, says)) is not None
    ]
    moved += [_begun(_counting(new(each), scan), scan.at) for each in fresh.values()]
    after = {each.number: each for each in known} | {
        each.pattern.number: each.pattern for each in moved
    }
    return Passed(patterns=tuple(each for _, each in sorted(after.items())), moved=tuple(moved))


def same_story(finding: Finding, known: Iterable[Pattern]) -> Pattern | None:
    """The live pattern of its area, or the one that was said to be none, whose bugs explain it (`discovery.explained`).
    Where the finding says more plainly what it is (`RANK`), it has to explain that pattern as well."""
    tested = finding.tested
    for each in known:
        if each.area != tested.area or not (each.is_live or each.state is State.NO_PATTERN):
            continue
        was = each.finding.tested
        is_plainer = RANK[tested.kind] < RANK[was.kind]
        if explained(tested, replace(was, keys=each.keys)) and (
            not is_plainer or explained(was, tested)
        ):
            return each
    return None


def _begun(pattern: Pattern, at: datetime) -> Moved:
    return Moved(
        pattern=pattern,
        entries=(_line(pattern, at, Step.FOUND, pattern.sentence),),
        told=Step.FOUND,
    )


def _next(
    pattern: Pattern, findings: Sequence[Finding], scan: Scan, policy: Policy, says: Says
) -> Moved | None:
    if pattern.state is State.MERGED:
        return None
    if not findings:
        return _quieted(pattern, scan, policy)
    own = _own(pattern, findings)
    if own is None:
        return _fed(pattern, findings, scan.at)
    moved = _found(pattern, own, scan, says(opening(pattern), own))
    return moved and replace(moved, pattern=_counting(moved.pattern, scan))


def _counting(pattern: Pattern, scan: Scan) -> Pattern:
    """Its figures are of all bugs of its area."""
    return life.counting(pattern, dict(scan.projects).get(pattern.area, ()))


def _found(pattern: Pattern, own: Finding, scan: Scan, said: str) -> Moved | None:
    match pattern.state:
        case State.CLOSED:
            return _again(pattern, own, said, scan.at)
        case State.NO_PATTERN:
            return _worse(pattern, own, said, scan.at)
        case _:
            return _worse(pattern, own, said, scan.at) or Moved(
                pattern=life.gathered(pattern, own, sentence=said, at=scan.at)
            )


def _own(pattern: Pattern, findings: Iterable[Finding]) -> Finding | None:
    """The one by which it is what it is: of two with its identity, the one of its kind. What comes of patterns that
    were merged into it is evidence and no figure of its own."""
    mine = [each for each in findings if of_finding(each) == of_pattern(pattern)] or [
        each
        for each in findings
        if pattern.kind is Kind.RECURRENCE is each.tested.kind
        and each.tested.subject == pattern.subject
    ]
    same = [each for each in mine if each.tested.kind is pattern.kind]
    return next(iter(same or mine), None)


def _fed(pattern: Pattern, findings: Iterable[Finding], at: datetime) -> Moved | None:
    if not pattern.is_live:
        return None
    keys = tuple(key for each in findings for key in each.tested.keys)
    return Moved(pattern=life.fed(pattern, keys, at=at))


def _worse(pattern: Pattern, finding: Finding, said: str, at: datetime) -> Moved | None:
    if not _is_news(pattern, finding):
        return None
    before = f"{pattern.told_rate:,} in {lasting(pattern.told_days or finding.tested.window_days)}"
    after = life.worse(pattern, finding, sentence=said, at=at)
    line = _line(after, at, Step.WORSE, f"{said}; it was {before} when it was told")
    return Moved(pattern=after, entries=(line,), told=Step.WORSE)


def _is_news(pattern: Pattern, finding: Finding) -> bool:
    """Worse than what was told, and than what was news already."""
    said = replace(pattern, told_rate=pattern.worse_rate, told_days=pattern.worse_days)
    return is_worse(pattern, finding) and (not pattern.worse_rate or is_worse(said, finding))


def _again(pattern: Pattern, finding: Finding, said: str, at: datetime) -> Moved | None:
    if not is_back(pattern, finding, at):
        return None
    after = life.again(pattern, finding, sentence=said, at=at)
    return Moved(pattern=after, entries=(_line(after, at, Step.AGAIN, said),), told=Step.AGAIN)


def is_back(pattern: Pattern, finding: Finding, at: datetime) -> bool:
    """Whether a closed pattern came back: of the bugs that are counted now, at least LEAST_BACK are none that it had,
    and the usual rate brings about so many since it was closed less often than CLEARLY."""
    tested = finding.tested
    had = frozenset(pattern.keys)
    fresh = sum(key not in had for key in tested.keys[:EVIDENCE])
    if fresh < LEAST_BACK:
        return False
    window = timedelta(days=tested.window_days)
    usual = tested.baseline * min(1.0, max(timedelta(), at - pattern.changed_at) / window)
    return more(fresh, mean=usual, variance=usual * USUAL_UNREST) <= CLEARLY


def _quieted(pattern: Pattern, scan: Scan, policy: Policy) -> Moved | None:
    """It was not found. An area that could not be looked at says nothing of its patterns; nor does a project that is
    copied no more, or a copy of what the area was long ago."""
    if not pattern.is_live:
        return None
    if why := _hindrance(pattern, scan):
        return None if pattern.untested else _untested(pattern, why, scan.at)
    if pattern.untested:
        after = life.testable(pattern, at=scan.at)
        return Moved(pattern=after, entries=(_noted(after, scan.at, Step.TESTABLE),))
    quiet_for = min(scan.at, scan.as_of) - max(pattern.found_at, pattern.changed_at)
    if pattern.state is State.OWNED or quiet_for < policy.quiet_after:
        return None
    after = life.closed(pattern, at=scan.at)
    says = f"Not found for {lasting(policy.quiet_after.days)}, and nobody owns it"
    return Moved(pattern=after, entries=(_line(after, scan.at, Step.CLOSED, says),))


def _hindrance(pattern: Pattern, scan: Scan) -> str:
    """Why it could not have been found, as a clause; "" where it could."""
    for each in scan.unlooked:
        if each.hides(pattern.area, pattern.kind):
            return each.clause
    there = {each for _, of in scan.projects for each in of}
    if gone := [each for each in pattern.projects if each not in there]:
        are = "is" if len(gone) == 1 else "are"
        return f"{listed(gone)} {are} not in the copy any more"
    return "" if pattern.projects else "none of its bugs is known any more"


def _untested(pattern: Pattern, why: str, at: datetime) -> Moved:
    after = life.untested(pattern, why, at=at)
    says = f"{begun(why)}. Whether it is still there is not known, so it stays as it is."
    return Moved(pattern=after, entries=(_noted(after, at, Step.UNTESTED, says),))


def _noted(pattern: Pattern, at: datetime, step: Step, says: str = "") -> Entry:
    return Entry(pattern=pattern.number, at=at, step=step, says=says)


def _line(pattern: Pattern, at: datetime, step: Step, says: str) -> Entry:
    finding = pattern.finding
    tested = finding.tested
    facts = {
        "rate": str(tested.rate),
        "baseline": usually(tested.baseline),
        "window_days": str(tested.window_days),
        "p_value": f"{tested.p_value:.2g}",
        "q_value": f"{finding.q_value:.2g}",
        "keys": ", ".join(tested.keys[:20]),
    }
    return Entry(pattern=pattern.number, at=at, step=step, says=f"{says}.", facts=facts)
