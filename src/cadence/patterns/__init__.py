"""Recurring quality patterns: found in the bugs, tested, and escalated to the lead who owns the area."""
