"""A local Slack and a local Jira that speak the real protocols, and a sample company to fill them.

Imports nothing of Cadence, so that what Cadence says is judged by something that doesn't share its mistakes.
"""
