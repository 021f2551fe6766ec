"""What a scan of the sample company should find, truth by truth, and nothing else."""

from dataclasses import dataclass

from cadence.patterns.model.finding import Kind


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
