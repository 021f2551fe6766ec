"""Jira, Cloud and Data Center, behind the port."""
