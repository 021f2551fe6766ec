"""The mirror: a local copy of Jira's bugs with their history, kept fresh."""
