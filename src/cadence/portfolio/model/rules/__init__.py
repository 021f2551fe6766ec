"""What gives reason to ask about a bet, or about the portfolio: a pure function each, whose docstring is the rule.

What a rule finds becomes a question to the portfolio's owners, never a verdict.
"""

from cadence.portfolio.model.rules.ending import Met, exit_met, met, success_met
from cadence.portfolio.model.rules.fitting import mismatch
from cadence.portfolio.model.rules.moving import confidence_falling, flat
from cadence.portfolio.model.rules.whole import balance, mix, stray_work

__all__ = [
    "Met",
    "balance",
    "confidence_falling",
    "exit_met",
    "flat",
    "met",
    "mismatch",
    "mix",
    "stray_work",
    "success_met",
]
