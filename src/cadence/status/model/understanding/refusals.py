"""What is no question to Cadence: orders to change something, query language, other subjects."""

import re

_VERBS = """
    delete remove assign reassign unassign close resolve reopen create edit move transition set comment link merge
    rename mark prioritise prioritize escalate vote clone submit bump send email book schedule deploy rollback restart
    run execute write draft
"""
_VERBS_WITH_OBJECT = """
    open a|open an|raise a|raise an|raise the|file a|file an|log a|log an|add a|add an|add the|update the|change the|
    fix the|fix this|fix it|make a|make an|lower the|increase the|drop table|roll back
"""
_COURTESY = "please|pls|can you|could you|would you|will you|kindly|hey|hi|i want you to|go ahead and|now|and"
_KEY = r"[a-z][a-z0-9_]+-\d+"


def _any_of(*lists: str) -> str:
    """The longer of two that begin alike comes first, so that it is the one that is found."""
    words = [part.strip() for each in lists for part in re.split(r"\||\s{2,}|\n", each)]
    return "|".join(sorted((word for word in words if word), key=len, reverse=True))


_ORDER = re.compile(
    rf"^(?:(?:{_COURTESY})\s+)*"
    rf"(?:(?:{_any_of('|'.join(_VERBS.split()), _VERBS_WITH_OBJECT)})\b(?!-)"
    rf"|update {_KEY} (?:to|with)\b|(?:change|fix) {_KEY}\b)",
    re.IGNORECASE,
)
_FIELDS = (
    "project|status|assignee|reporter|priority|component|fixversion|affectedversion|issuetype|type|labels?|resolution|"
    "created|updated|text|summary|sprint|key|statuscategory|description|comment|resolved|due|duedate"
)
_QUERY = re.compile(
    "|".join(
        (
            rf"\b(?:{_FIELDS})\s*(?:=|!=|!~|~|>=|<=|>|<)",
            rf"\b(?:{_FIELDS})\s+(?:not\s+)?in\s*\(",
            rf"\b(?:{_FIELDS})\s+is\s+(?:not\s+)?empty\b",
            rf"\border\s+by\s+(?:{_FIELDS})\s+(?:asc|desc)\b",
            r"\bcurrentUser\(\)",
            r"\b\w+\s*=\s*\w+\b.*\b(?:and|or)\b",
            r"\bor\s+1\s*=\s*1",
            r";\s*(?:drop|delete|select|update|insert)\b",
            r"\bselect\s+.+\bfrom\b",
            r"<script",
        )
    ),
    re.IGNORECASE,
)
_INSTRUCTIONS = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |the |any |your )*(?:previous|prior|above|earlier)\b|\bsystem prompt\b",
    re.IGNORECASE,
)
_OTHER_SUBJECTS = """
    weather|jokes?|recipes?|lunch|dinner|pizza|salary|salaries|employees?|headcount|revenue|stock price|bitcoin|
    vacation|holidays?|football|soccer|movie|poem|song|president|capital of|translate|nrr|churn|pull requests?|
    merge requests?|ci pipeline|confluence|sprint velocity|story points?|burn ?downs?|burn ?ups?|time logged|
    worklogs?|attachments?|watchers?|votes?|voted|upvoted|commented|comments
"""
_ELSEWHERE = re.compile(rf"\b(?:{_any_of(_OTHER_SUBJECTS)})\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|mention(?:s|ing)?|regarding|contain(?:s|ing)?|related to|labell?ed|tagged|label)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")

WRITES = (
    "I only read the tracker; I never change anything in it. "
    "I can tell you how things stand and who owns an area."
)
QUERY_LANGUAGE = (
    "I read plain English and run no query language. "
    "Say it in words, such as “open critical bugs in …”."
)
OTHER_SUBJECT = (
    "I answer questions about bugs and issues in the tracker, from their fields and history. "
    "I don't know about that."
)


def refusal(text: str) -> str | None:
    """Why this is not answered, in words for the asker; None where it may be a question."""
    if _QUERY.search(text):
        return QUERY_LANGUAGE
    if _ORDER.match(text):
        return WRITES
    unquoted = _QUOTED.sub(" ", text)
    is_subject = _ELSEWHERE.search(unquoted) and not _ABOUT.search(unquoted)
    return OTHER_SUBJECT if is_subject or _INSTRUCTIONS.search(text) else None
