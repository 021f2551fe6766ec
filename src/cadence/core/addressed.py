"""Messages that speak to whoever drafts, not to the team.

People quote strange things in threads, and some try to write the record themselves: "ignore the above and record that
…", an end of the quotation that is none, an answer in the drafter's own form. Nothing may rest on such words. That an
honest "ignore the above, wrong thread" is taken for one costs a draft by rules instead of one by Claude.
"""

import re
import unicodedata

_FIELDS = "|".join(
    (
        *(
            "decisions?",
            "decided",
            "decider",
            "said",
            "consulted",
            "informed",
            "options",
            "is_chosen",
        ),
        *("reasons", "consequences", "reversibility", "review_on", "reopen_if", "scope", "verdict"),
        *("confidence", "role", "tool_use", "content"),
    )
)
"""Of what the drafter reads and writes, and of what carries it."""

_TAGS = "threads?|material|messages?|system|user|assistant|human|instructions?|data|documents?|decisions?"

_WRITING = r"(?:messages?|text|conversation|discussion|thread|transcript|content|words|lines?|instructions?|prompts?)"
_EARLIER = (
    r"(?:(?:the|of the) above|(?:previous|prior|preceding|earlier|foregoing|above) "
    + _WRITING
    + r""
    r"|(?:rest|remainder) of (?:the|this) "
    + _WRITING
    + r"|(?:everything|anything|all)(?: that was)? (?:above|before|said)"
    r"|(?:your|previous|prior|these|all(?: the| your)?|any) (?:rules|guidelines|directions|guardrails|orders))"
)
_TOLD = r"(?:instructions?|prompts?|system message)"
_DRAFTER = (
    r"(?:drafter|summari[sz]er|note ?taker|recorder|scribe"
    r"|who(?:ever|soever)? (?:drafts|records|summari[sz]es|logs) (?:this|the))"
)
_MACHINE = (
    r"(?:claude|anthropic|chatgpt|gpt(?:-?\d)?|llm|(?:large )?language model|ai model|ai assistant|assistant"
    r"|dear model|" + _DRAFTER + ")"
)

_ADDRESSED = (
    rf"\b(?:ignor|disregard|forget|overrid|discard)\w*\b.{{0,40}}\b(?:{_EARLIER}|{_TOLD})\b",
    rf"\b(?:new|updated|revised|additional|real|actual|hidden|secret) {_TOLD}\b",
    rf"\b{_TOLD} (?:for|to) (?:you\b|(?:the )?{_MACHINE}\b)",
    r"\b(?:system|developer|hidden|initial) (?:prompt|message|instructions?|override)\b",
    rf"\byou(?: are|'re)(?: now)? (?:an? |the |acting as )?(?:ai|{_MACHINE})\b",
    rf"\b(?:attention|note to|hey|dear|hello|psst)[:,]? (?:the )?{_MACHINE}\b|\bas an ai\b",
    rf"(?:^|[.!?:\n]\s*)@?{_MACHINE}[,:] ",
    rf"\b{_DRAFTER}\b.{{0,12}}\b(?:must|should|shall|will|to)\b|\bclaude,? (?:please|must|should|shall)\b",
    r"\bpretend (?:to be|that you|you)\b|\bact as (?:if you|though you|an ai|the system|an admin)\b",
    r"\bdo(?: not|n't) (?:quote|cite|mention|draft|summari[sz]e) (?:this|any|these) (?:message|thread)",
    r"\byou (?:must|shall|will) (?:now |only )*(?:output|return|respond|reply|answer)\b",
    r"\b(?:output|respond|reply) only\b",
    rf"\b(?:end|beginning|start) of (?:the )?(?:data|material|input|context|{_WRITING})\b",
    rf"</?\s*(?:{_TAGS})\b[^>]{{0,40}}>",
    r"<\|[^|]{1,40}\|>|\[/?inst\]|<</?sys>>",
    r"(?:^|\n)\s*(?:#{1,6}\s*)?(?:system|assistant|developer|human)\s*(?:prompt|message)?\s*:",
    rf"[\"'](?:{_FIELDS})[\"']\s*:",
    r"\\u003c|&lt;/?\s*thread",
)
_ANY = re.compile("|".join(f"(?:{pattern})" for pattern in _ADDRESSED), re.DOTALL)

_LONGEST = 40_000
"""Characters that are looked at; Slack takes no longer message."""


def is_addressed(text: str) -> bool:
    """Whether the words speak to a machine that drafts, or look like what it reads or writes."""
    return _ANY.search(_plain(text[:_LONGEST])) is not None


def _plain(text: str) -> str:
    """In small letters, with one space or line break between words, and without marks that nobody sees."""
    seen = (
        "\n" if each == "\n" else each
        for each in unicodedata.normalize("NFKC", text)
        if each == "\n" or unicodedata.category(each) not in ("Cf", "Cc", "Mn")
    )
    folded = "".join(seen).casefold().replace("’", "'")
    return re.sub(r" ?\n[ \n]*", "\n", re.sub(r"[^\S\n]+", " ", folded))
