"""A report as a JSON object: the shape is documented in docs/revenue.md and is kept stable.

Figures are strings, so that nobody's floating point changes them: amounts with two places, NRR and GRR in percent with
four, "n/a" where the opening is 0.
"""

from decimal import Decimal
from typing import Any

from cadence.revenue.model.definition import Definition
from cadence.revenue.model.figures import Figures
from cadence.revenue.model.month import Month
from cadence.revenue.model.refused import NotReconciled, ReportRefused
from cadence.revenue.model.report import Report, Segment
from cadence.revenue.model.restated import Restated, Restatement

Json = dict[str, Any]
NOT_APPLICABLE = "n/a"


def report_json(report: Report) -> Json:
    """Only where some revenue is in another currency is there an `exchange` beside."""
    figures = figures_json(report.figures)
    return {
        "month": str(report.month),
        "definition": report.defined,
        **figures,
        "segments": [segment_json(each) for each in report.segments],
        "reconciles": report.figures.reconciles,
    }


def figures_json(figures: Figures) -> Json:
    told = {
        "opening": _amount(figures.opening),
        "new": _amount(figures.new),
        "expansion": _amount(figures.expansion),
        "contraction": _amount(figures.contraction),
        "churn": _amount(figures.churn),
        "reactivation": _amount(figures.reactivation),
        "closing": _amount(figures.closing),
        "nrr": percent(figures.nrr),
        "grr": percent(figures.grr),
    }
    return told | ({"exchange": _amount(figures.exchange)} if figures.exchange else {})


def segment_json(segment: Segment) -> Json:
    return {
        "dimension": segment.dimension,
        "value": segment.value,
        "accounts": segment.accounts,
        **figures_json(segment.figures),
    }


def refused_json(month: Month | None, definition: Definition, why: ReportRefused) -> Json:
    """No figures: `reconciles` is false where they don't, and null where there are none to look at."""
    told: Json = {
        "month": str(month) if month else None,
        "definition": definition.name,
        "refused": str(why),
        "reconciles": None,
    }
    if isinstance(why, NotReconciled):
        told |= {
            "reconciles": False,
            "difference": _amount(why.difference),
            "accounts": [
                {
                    "account": each.account,
                    "month": str(each.month),
                    "currency": each.currency,
                    "moved": _amount(each.moved),
                    "stated": _amount(each.stated),
                    "difference": _amount(each.difference),
                }
                for each in why.accounts
            ],
        }
    return told


def restatement_json(restatement: Restatement) -> Json:
    before, now = restatement.before, restatement.now
    return {
        "month": str(restatement.month),
        "before": figures_json(before) if before else None,
        "now": figures_json(now) if now else None,
        "rates": list(restatement.rates),
        "accounts": [_restated(each) for each in restatement.accounts],
    }


def _restated(each: Restated) -> Json:
    return {
        "account": each.account,
        "currency": each.currency,
        "before": _amount(each.before),
        "now": _amount(each.now),
        "cause": each.cause.value,
        "source": each.source,
        "note": each.note,
        "at": each.at.isoformat(),
    }


def percent(figure: Decimal | None) -> str:
    return NOT_APPLICABLE if figure is None else f"{figure:.4f}"


def _amount(figure: Decimal) -> str:
    return f"{figure:.2f}"
