"""What a scan of the sample company should find, truth by truth, and what it should leave alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cadence.patterns.model.finding import Kind
from cadence.sandbox.company.model import Company


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A pattern that is there to be found."""

    truth: str
    """Its kind in the sample company."""
    area: str
    kind: Kind
    lead: str
    """Handle of who owns the area."""
    share: float
    """Of the truth's issues, how many at least are among the pattern's."""


PLANTED = (
    Planted(
        truth="recurrence",
        area="Payments",
        kind=Kind.RECURRENCE,
        lead="amara.okafor",
        share=0.6,
    ),
    Planted(truth="spike", area="Mobile", kind=Kind.ESCAPES, lead="lena.fischer", share=1.0),
    Planted(truth="drift", area="Platform API", kind=Kind.DRIFT, lead="rahul.menon", share=0.75),
    Planted(truth="reopened", area="Checkout", kind=Kind.REOPENED, lead="tomasz.wojcik", share=1.0),
    Planted(truth="left lying", area="Payments", kind=Kind.AGEING, lead="amara.okafor", share=0.7),
)
LEFT_ALONE = (
    "bulk import",
    "hostile",
    "regression",
    "stale blocker",
    "long history",
    "restricted",
    "promised",
    "ageing",
    "reopening",
    "duplicates",
)
"""Single bugs, a machine's work, and what an area has been like all year."""


def expected(company: Company) -> tuple[tuple[str, Kind, frozenset[str]], ...]:
    """Area, kind and keys of all that should be found, and nothing else."""
    return tuple(
        (each.area, each.kind, frozenset(company.truth(each.truth).keys)) for each in PLANTED
    )


def is_found(planted: Planted, company: Company, listed: Sequence[dict[str, Any]]) -> bool:
    """Whether `cadence patterns scan --json` has it."""
    keys = set(company.truth(planted.truth).keys)
    return any(
        (each["area"], each["kind"]) == (planted.area, planted.kind.value)
        and len(keys & set(each["keys"])) >= planted.share * len(keys)
        for each in listed
    )
