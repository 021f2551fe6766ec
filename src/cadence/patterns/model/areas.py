"""Whose a bug is: an area of the settings, or where it lies by itself."""

from collections.abc import Sequence
from hashlib import blake2b

from cadence.core.people import Area


def area_of(
    areas: Sequence[Area],
    *,
    project: str,
    components: tuple[str, ...] = (),
    labels: tuple[str, ...] = (),
) -> str:
    """The name of the first area that owns it. One that nobody owns lies in its project's first component, "PAY /
    Checkout", or, with none, in the project, "PAY": counted and listed there, and told to nobody."""
    for area in areas:
        if area.owns(project=project, components=components, labels=labels):
            return area.name
    return f"{project} / {components[0]}" if components else project


def fingerprint(areas: Sequence[Area]) -> str:
    """Equal while no bug can change its area by the settings: leads and channels don't count."""
    owned = [
        (each.name, *(sorted(names) for names in (each.projects, each.components, each.labels)))
        for each in areas
    ]
    return blake2b(repr(owned).encode(), digest_size=12).hexdigest()
