"""Recurring revenue: its movements, what was kept of it, and what announces where it goes."""
