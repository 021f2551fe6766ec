"""Whatever a Jira sends as text → plain text."""

from cadence.adapters.jira.adf import plain_of_document
from cadence.adapters.jira.wiki import plain_of_wiki


def plain(value: object) -> str:
    """A string is wiki markup (v2), an object is a document (v3); anything else holds no words."""
    if isinstance(value, str):
        return plain_of_wiki(value)
    return plain_of_document(value)
