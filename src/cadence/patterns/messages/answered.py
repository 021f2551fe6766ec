"""What is said to whoever pressed something on a pattern: what is now true, in a sentence."""

from cadence.core.words import listed
from cadence.patterns.messages.words import Names, day, named
from cadence.patterns.model.pattern import Ownership, Pattern, State
from cadence.patterns.model.version import Refusal, standing_of

NOT_OURS = "Patterns are shown to people of the company alone. Nothing was changed."
GONE = "There is no such pattern that I may show you. Nothing was changed."
AHEAD = "Choose a day ahead."
ELSEWHERE = "Only patterns of one area can be merged. Nothing was changed."


def not_yours(pattern: Pattern, names: tuple[str, ...]) -> str:
    if not names:
        return (
            f"Nobody leads {pattern.area} in the settings, so nobody can answer for {pattern.label} yet. "
            "Name a lead under [areas] in cadence.toml. Nothing was changed."
        )
    return f"{pattern.label} is for {listed(names, 'or')} to answer. Nothing was changed."


def of_the_channel(pattern: Pattern) -> str:
    return (
        f"{pattern.label} is for the people of its area’s channel to answer. Nothing was changed."
    )


def stands(pattern: Pattern, names: Names) -> str:
    """How it is, where something was pressed that does not fit any more."""
    owned = pattern.ownership
    if owned is None or pattern.state is not State.OWNED:
        return standing_of(pattern)
    return (
        f"{named(owned.by, names)} owns {pattern.label}; its rate is tested on {day(owned.until)}."
    )


def refused(refusal: Refusal) -> str:
    return f"{refusal} Nothing was changed."


def unchanged(pattern: Pattern, names: Names) -> str:
    return f"{stands(pattern, names)} Nothing was changed."


def taken_on(pattern: Pattern, owned: Ownership, decision: int | None) -> str:
    logged = f" It is D-{decision} in the decision log." if decision else ""
    tested = f"On {day(owned.until)} its rate is tested, and it is told whether it fell."
    return f"{pattern.label} is owned. {tested}{logged}"


def snoozed(pattern: Pattern) -> str:
    return f"{pattern.label} is quiet until it gets worse."


def taken_up(pattern: Pattern) -> str:
    return f"{pattern.label} is open again, and an answer is awaited anew."


def closed(pattern: Pattern) -> str:
    return f"{pattern.label} is closed. If it comes back, it is told as “again”."


def handed(pattern: Pattern, name: str) -> str:
    return f"{pattern.label} goes to {name}, who is told."


def dismissed(pattern: Pattern) -> str:
    return f"{pattern.label} is no pattern. It takes more now before the like is told again."


def merged(pattern: Pattern, into: Pattern) -> str:
    return f"{pattern.label} is part of {into.label} now, in later scans too."


def taken_out(pattern: Pattern) -> str:
    return f"{pattern.label} stands for itself again."


def split(pattern: Pattern, keys: tuple[str, ...]) -> str:
    are = "is" if len(keys) == 1 else "are"
    new = "a group of their own, which the next scan tests by itself"
    return f"{listed(keys)} {are} {new} now; {pattern.label} goes on with the others."


def hidden(pattern: Pattern) -> str:
    """In the place of a card whose bugs may not all be seen there any more."""
    return f"{pattern.label} has bugs by now that may not be shown here."
