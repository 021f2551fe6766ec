"""Every table, wherever it is described: what the migrations make."""

from cadence.adapters.db import (
    call_tables,
    checkin_tables,
    indicator_tables,
    likeness_tables,
    pattern_tables,
    portfolio_tables,
    revenue_tables,
    ritual_tables,
    scan_tables,
    tables,
)
from cadence.adapters.db.tables import is_described, metadata

__all__ = [
    "call_tables",
    "checkin_tables",
    "indicator_tables",
    "is_described",
    "likeness_tables",
    "metadata",
    "pattern_tables",
    "portfolio_tables",
    "revenue_tables",
    "ritual_tables",
    "scan_tables",
    "tables",
]
