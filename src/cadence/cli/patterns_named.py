"""Which pattern is meant on a terminal."""

import click

from cadence.patterns.model.commands import named
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.store.patterns import Patterns

NONE = "There are no patterns yet. A scan runs every night; `cadence patterns scan` runs one now."


def pattern_named(patterns: Patterns, said: str) -> Pattern:
    """By its number or a part of its name, whatever its state. Raises ClickException, which names those there are."""
    known = patterns.all()
    found = named(said, known)
    if len(found) == 1:
        return found[0]
    if not known:
        raise click.ClickException(NONE)
    shown = "\n".join(f"  {each.label:<6} {each.name}" for each in found or known)
    what = f"“{said}” may be one of these" if found else f"There is no pattern “{said}”. There are"
    raise click.ClickException(f"{what}:\n{shown}")
