"""Drafts as text for a terminal."""

from collections.abc import Iterator, Sequence

from cadence.core.message import Said
from cadence.core.plain import clean
from cadence.decisions.model.decision import Body, Option, Part, Party
from cadence.decisions.model.draft import Draft

NAMES = {
    Part.DECIDED: "Decided",
    Part.CONTEXT: "Context",
    Part.OPTIONS: "Options",
    Part.REASONS: "Reasons",
    Part.CONSEQUENCES: "Consequences",
    Part.DECIDER: "Decider",
    Part.CONSULTED: "Consulted",
    Part.INFORMED: "Informed",
    Part.REVERSIBILITY: "Reversibility",
    Part.REVIEW_ON: "Review on",
    Part.REOPEN_IF: "Reopen if",
    Part.SCOPE: "Scope",
    Part.LINKS: "Links",
}


def as_text(drafts: Sequence[Draft], thread: Sequence[Said]) -> str:
    if not drafts:
        return (
            f"No decision found in {len(thread)} {'message' if len(thread) == 1 else 'messages'}."
        )
    return clean("\n\n".join(_decision(each) for each in drafts))


def _decision(draft: Draft) -> str:
    lines = [draft.body.title]
    unsaid = []
    for part, name in NAMES.items():
        values = [value for value in _values(draft.body, part) if value]
        if not values:
            unsaid.append(name.lower())
            continue
        lines.append(f"  {name}  [{', '.join(draft.resting_on(part))}]")
        lines.extend(f"    {line}" for value in values for line in value.split("\n"))
    if unsaid:
        lines.append(f"  Nothing was said about: {', '.join(unsaid)}")
    return "\n".join(lines)


def _values(body: Body, part: Part) -> Iterator[str]:
    match part:
        case Part.OPTIONS:
            yield from map(_option, body.options)
        case Part.REASONS | Part.CONSEQUENCES | Part.LINKS:
            yield from getattr(body, part.value)
        case Part.DECIDER:
            yield _person(body.decider) if body.decider else ""
        case Part.CONSULTED | Part.INFORMED:
            yield ", ".join(map(_person, getattr(body, part.value)))
        case Part.SCOPE:
            scope = body.scope
            yield ", ".join(filter(None, (scope.area, scope.product, scope.project, scope.epic)))
        case _:
            yield str(getattr(body, part.value) or "")


def _option(option: Option) -> str:
    chosen = "chosen" if option.is_chosen else "not chosen"
    return f"{option.text} ({chosen})" + (f": {option.why}" if option.why else "")


def _person(party: Party) -> str:
    return party.name
