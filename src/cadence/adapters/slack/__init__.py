"""Slack: what we say, in its own blocks."""
