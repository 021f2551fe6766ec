"""Status: a question, answered straight from Jira."""
