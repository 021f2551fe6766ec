"""The sample company: several products and a year of their bugs, made from a seed, with truths planted in them."""

from cadence.sandbox.company.generate import generate
from cadence.sandbox.company.model import Company, Truth

__all__ = ["Company", "Truth", "generate"]
