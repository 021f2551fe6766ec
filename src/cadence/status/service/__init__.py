"""The status room's verbs."""
