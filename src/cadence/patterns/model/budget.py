"""How surprising a finding of each kind has to be, so that looking every night brings few false alarms."""

from cadence.patterns.model.finding import Kind

SHARES = {
    Kind.RECURRENCE: 0.2,
    Kind.SPIKE: 0.3,
    Kind.DRIFT: 0.2,
    Kind.REOPENED: 0.075,
    Kind.REGRESSED: 0.075,
    Kind.AGEING: 0.075,
    Kind.ESCAPES: 0.075,
}
"""Of the budget; they add up to 1."""

LOOKS = {
    Kind.RECURRENCE: 4.0,
    Kind.SPIKE: 40.0,
    Kind.DRIFT: 12.0,
    Kind.REOPENED: 6.0,
    Kind.REGRESSED: 6.0,
    Kind.AGEING: 6.0,
    Kind.ESCAPES: 6.0,
}
"""For how many independent looks a quarter's 91 nightly ones count: alarms that begin in a quarter where nothing
changed, by the threshold. Adjacent nights share nearly all of their window, which makes it fewer; a kind that tests
several windows or releases a night has more, and so has one whose odds are too low far out, where counts scatter more
than any law says. Simulated: `python -m evals --set alarms` prints them for made histories and for a real tracker's
weeks in another order. Spike and drift are between the two (the real ones have half as many again, Poisson's a third),
the others on the safe side of both; together they stay below the budget on each."""


def threshold(kind: Kind, false_alarms: float, *, stricter: float = 1.0) -> float:
    """The p-value at or below which a finding of this kind may be told: its share of the false alarms that an area may
    have in a quarter, by the looks of a quarter, and by how much stricter its leads made it."""
    return SHARES[kind] * false_alarms / LOOKS[kind] / stricter
