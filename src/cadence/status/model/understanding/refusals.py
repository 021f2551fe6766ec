"""What is no question to Cadence: orders to change something, query language, other subjects."""

import re

_ORDER = re.compile(
    r"^(?:please |pls |can you |could you |would you |will you |kindly |hey |hi |i want you to |go ahead and |now |and )*"
    r"(?:please )?(delete|remove|assign|reassign|unassign|close|resolve|reopen|create|open a|open an|raise a|raise an|file a|file an|"
    r"log a|log an|add a|add an|add the|edit|move|transition|set|update the|update [a-z][a-z0-9]+-\d+ (?:to|with)|change the|change [a-z][a-z0-9]+-\d+|"
    r"comment|comment on|link|merge|rename|fix [a-z]+-\d+|fix the|fix this|fix it|mark|prioriti[sz]e|escalate|vote|clone|"
    r"make a|make an|submit|bump|lower the|increase the|raise the|drop table|send|email|book|schedule|deploy|rollback|roll back|restart|run|execute|write|draft)\b(?!-)",
    re.IGNORECASE,
)
_NOT_AN_ORDER = re.compile(
    r"^(?:please )?(?:closed|update on|updates|open bugs|remove the filter|drop the)\b",
    re.IGNORECASE,
)
_FIELDS = (
    r"project|status|assignee|reporter|priority|component|fixversion|affectedversion|issuetype|type|labels?|resolution|"
    r"created|updated|text|summary|sprint|key|statuscategory|description|comment|resolved|due|duedate"
)
_JQL = re.compile(
    rf"\b(?:{_FIELDS})\s*(?:=|!=|!~|~|>=|<=|>|<)|\b(?:{_FIELDS})\s+(?:not\s+)?in\s*\(|\b(?:{_FIELDS})\s+is\s+(?:not\s+)?empty\b|"
    rf"\border\s+by\s+(?:{_FIELDS})\s+(?:asc|desc)\b|\bcurrentUser\(\)|\b\w+\s*=\s*\w+\b.*\b(?:and|or)\b|;\s*(?:drop|delete|select|update|insert)\b|"
    r"\bselect\s+.+\bfrom\b|\bunion\s+select\b|<script|\bor\s+1\s*=\s*1|(?:\bignore|\bdisregard) (?:all |the |any |your )*(?:previous|prior|above|earlier)\b.*\binstructions?\b|\bsystem prompt\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:weather|joke|recipe|lunch|dinner|pizza|salary|salaries|employees?|headcount|revenue|stock price|bitcoin|"
    r"vacation|holidays?|football|soccer|movie|poem|song|president|capital of|translate|nrr|churn|pull requests?|merge requests?|"
    r"ci pipeline|confluence|sprint velocity|story points?|burn ?down|burn ?up|time logged|worklogs?|attachments?|watchers?|votes?|voted|upvoted|commented|comments)\b",
    re.IGNORECASE,
)

WRITES = "I only read the tracker; I never change anything in it. I can tell you how things stand and who owns an area."
QUERY_LANGUAGE = "I read plain English and run no query language. Say it in words, such as “open critical bugs in iOS”."
OTHER_SUBJECT = "I answer questions about bugs and issues in the tracker, from their fields and history. I don't know about that."


def refusal(text: str) -> str | None:
    """Why this is not answered, in words for the asker; None where it may be a question."""
    if _JQL.search(text):
        return QUERY_LANGUAGE
    if _ORDER.match(text) and not _NOT_AN_ORDER.match(text):
        return WRITES
    unquoted = re.sub(r"[\"“'‘][^\"”'’]*[\"”'’]", " ", text)
    if _ELSEWHERE.search(unquoted) and not re.search(
        r"\b(?:about|mentioning|regarding|containing|related to|contain)\b", unquoted, re.IGNORECASE
    ):
        return OTHER_SUBJECT
    return None
