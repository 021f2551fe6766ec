"""The sections of the sample company's cadence.toml that are about revenue."""

from collections.abc import Iterator

from cadence.sandbox.company.model import Cast

REVIEW = "revenue-review"
"""The channel of its NRR review."""

INDICATORS = {
    "activation": (60, "Hannah Weiss"),
    "time-to-value": (14, "Keiko Tanaka"),
    "adoption-depth": (65, "Emma Larsen"),
    "expansion-readiness": (1, "Camille Dubois"),
}
"""The target and the owner of each leading indicator."""


def settings(cast: Cast) -> Iterator[str]:
    channel = next(each.id for each in cast.channels if each.name == REVIEW)
    head = cast.person("Camille Dubois").user_id
    yield from ("", "[revenue]", 'currency = "EUR"', f'owners = {{ "*" = "{head}" }}')
    for key, (target, owner) in INDICATORS.items():
        user = cast.person(owner).user_id
        yield from ("", f"[indicators.{key}]", f"target = {target}", f'owner = "{user}"')
    yield from ("", "[rituals.nrr-review]", f'channel = "{channel}"', 'zone = "Europe/Berlin"')
