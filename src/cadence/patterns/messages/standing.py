"""How a pattern stands, and why it is told of now."""

from cadence.core.message import Line, Moment, line
from cadence.patterns.messages.words import Names, day, named, quoted
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import NoPattern, Ownership, Pattern, State, Verdict, Verified
from cadence.patterns.model.sentence import figure, lasting

DAY = "{date_short_pretty}"
_REASONS = {
    NoPattern.UNRELATED: "the bugs have nothing in common",
    NoPattern.EXPECTED: "this many were expected",
    NoPattern.DATA: "the data is wrong",
    NoPattern.KNOWN: "it is known and accepted",
    NoPattern.OTHER: "for another reason",
}


def opening(pattern: Pattern, occasion: Occasion, handed: tuple[str, str] = ("", "")) -> Line:
    """Why it is told of now; empty for what is new, or merely shown. `handed`: who handed it on, and their words."""
    match occasion:
        case Occasion.WORSE if pattern.told_at:
            return line(
                "Worse than when it was told on ", Moment(pattern.told_at, DAY), _worse(pattern)
            )
        case Occasion.WORSE:
            return line("It got worse.")
        case Occasion.AGAIN:
            times = f" for the {ordinal(pattern.again)} time" if pattern.again > 1 else ""
            return line(f"Again: it was closed, and is back{times}.")
        case Occasion.ONE_UP:
            return line("One level up: no answer came in the agreed working time.")
        case Occasion.HANDED:
            by, words = handed
            said = f": {quoted(words)}." if words else "."
            return line(f"Handed on by {by or 'somebody'}{said}")
        case Occasion.DUE if pattern.verified:
            return line("The action’s date is here. ", verdict_said(pattern.verified))
        case _:
            return ()


def _worse(pattern: Pattern) -> str:
    """Both with their windows where these differ."""
    tested = pattern.finding.tested
    now, then = f"{tested.rate:,}", f"{pattern.told_rate:,}"
    if pattern.told_days not in (0, tested.window_days):
        now = f"{now} in {lasting(tested.window_days)}"
        then = f"{then} in {lasting(pattern.told_days)}"
    return f": {now} now, {then} then."


def ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def standing(pattern: Pattern, names: Names) -> Line:
    """Empty for what is open: what is asked then stands at the end."""
    match pattern.state:
        case State.OPEN:
            return ()
        case State.OWNED:
            return _owned(pattern.ownership, pattern.verified, names) if pattern.ownership else ()
        case State.SNOOZED:
            return line(
                "Snoozed until it gets worse",
                f": it is told again when it is clearly more than {pattern.told_rate:,}."
                if pattern.told_rate
                else ".",
            )
        case State.CLOSED:
            return _closed(pattern)
        case State.NO_PATTERN:
            why = f": {_REASONS[pattern.no_pattern]}" if pattern.no_pattern else ""
            return line(f"Not a pattern{why}. It takes more now to be told again.")
        case State.MERGED:
            return line(f"Merged into P-{pattern.merged_into}, which has its bugs now.")


def untested_since(pattern: Pattern) -> Line:
    """Empty where it would have been found."""
    if pattern.untested is None or not pattern.is_live:
        return ()
    return line(
        "It could not be tested since ",
        Moment(pattern.untested.since, DAY),
        f": {pattern.untested.why}. Whether it is still there is not known.",
    )


def _owned(owned: Ownership, verified: Verified | None, names: Names) -> Line:
    """What was tested already is told, and not that it will be."""
    who, action = named(owned.by, names), quoted(owned.action)
    if verified and verified.at > owned.at and verified.at.date() >= owned.until:
        last = f"The rate was tested on {day(owned.until)}: {verified.verdict.value}."
    else:
        last = f"The rate is tested on {day(owned.until)}."
    head = (f"Owned by {who} since ", Moment(owned.at, DAY))
    return line(*head, f". Cause: {owned.cause.value}. {action}. {last}")


def _closed(pattern: Pattern) -> Line:
    if pattern.verified and pattern.verified.verdict is Verdict.FELL:
        said = verdict_said(pattern.verified)
        return line(f"Closed: {said[:1].lower()}{said[1:]}")
    return line("Closed ", Moment(pattern.changed_at, DAY), ": it is no longer found.")


NEXT = {
    Verdict.FELL: "It is closed. If it comes back, it is told as “again”.",
    Verdict.UNCHANGED: "What now: another action, more time, or close it as it is?",
    Verdict.WORSE: "What now: another action, or somebody else’s help?",
}


def asked(pattern: Pattern, occasion: Occasion) -> Line:
    """What is asked of whoever reads it, and by when."""
    if occasion is Occasion.DUE and pattern.verified and pattern.state is State.OWNED:
        return line(NEXT[pattern.verified.verdict])
    told = pattern.escalated
    if pattern.state is not State.OPEN:
        return ()
    if told is None:
        return line(
            "Nobody was told of it yet. Once that was tried, “/cadence patterns ledger ",
            pattern.label,
            "” says why.",
        )
    if told.answer_by is None:
        return line("Who takes it on?")
    then = ", then it goes one level up, once." if told.level == 0 else "."
    return line("Who takes it on? An answer is awaited until ", Moment(told.answer_by), then)


# --- what a test said -------------------------------------------------------------------------------


VERDICTS = {
    Verdict.FELL: "The rate fell",
    Verdict.UNCHANGED: "No change yet",
    Verdict.WORSE: "It got worse",
}


def verdict_said(verified: Verified) -> str:
    """ "The rate fell: 2 in 4 weeks since it was taken on, 6 in 4 weeks before (9 in 6 weeks)."."""
    after = f"{verified.after:,} in {lasting(verified.after_days)} since it was taken on"
    return f"{VERDICTS[verified.verdict]}: {after}, {_before(verified)} before."


def in_as_long(verified: Verified) -> float:
    """How many the rate of before brings in a time as long as the one after, so that like is held against like."""
    return verified.before * verified.after_days / max(1, verified.before_days)


def _before(verified: Verified) -> str:
    counted = f"{verified.before:,} in {lasting(verified.before_days)}"
    if verified.before_days == verified.after_days:
        return counted
    return f"{figure(in_as_long(verified))} in as long ({counted})"
