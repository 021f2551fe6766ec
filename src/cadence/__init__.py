"""Cadence: the operating cadence between product and engineering, in Slack."""
