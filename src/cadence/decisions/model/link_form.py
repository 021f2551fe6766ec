"""What a form asks to be linked, read from its fields."""

from collections.abc import Mapping

from cadence.core.heard import Answer
from cadence.decisions.model.linked import (
    Linked,
    LinkKind,
    NewReading,
    Removed,
    ToFigure,
    ToFilter,
    ToIssue,
    ToLearning,
    ToMessage,
    ToNode,
    ToPrinciple,
    ToVersion,
    Unread,
    figure,
    linked,
    refs_in,
    threshold,
)


def check(answers: Mapping[str, Answer]) -> Mapping[str, str]:
    """Whether the form can be read; the rest is looked up later."""
    removed = answers.get("remove")
    kind, words = _text(answers, "kind"), _text(answers, "words")
    if not kind and not words:
        return {} if removed else {"words": "Say what to link it to."}
    if not kind:
        return {"kind": "Choose what it is."}
    what = _read(kind, words, answers)
    if isinstance(what, tuple):
        field, why = what
        return {field: why}
    return {}


def wanted(answers: Mapping[str, Answer]) -> tuple[Linked, ...]:
    """What a form that passed its check asks for."""
    removed = answers.get("remove")
    values = removed if isinstance(removed, tuple) else ()
    gone = (linked(f"remove {each}") for each in values)
    found: list[Linked] = [each for each in gone if isinstance(each, Removed)]
    kind, words = _text(answers, "kind"), _text(answers, "words")
    what = _read(kind, words, answers) if kind else None
    if what is not None and not isinstance(what, tuple):
        found.append(what)
    return tuple(found)


def _read(kind: str, words: str, answers: Mapping[str, Answer]) -> Linked | tuple[str, str]:
    """What is meant, or the field that can't be read and why."""
    if not words:
        return "words", "Say which one, or write it down."
    limit = threshold(_text(answers, "threshold"))
    if isinstance(limit, Unread):
        return "threshold", limit.why
    match kind:
        case LinkKind.FILTER:
            return ToFilter(words=words.strip('"“”'), threshold=limit)
        case LinkKind.FIGURE:
            what: Linked | Unread = figure(words.strip('"“”'), _text(answers, "threshold"))
        case LinkKind.LEARNING:
            rests = _text(answers, "rests")
            refs = refs_in(rests) if rests else ()
            if refs is None:
                return "rests", "Name signals by their numbers, as in “S-1, S-2”."
            return ToLearning(text=words, rests_on=refs)
        case LinkKind.PRINCIPLE:
            return ToPrinciple(text=words)
        case _:
            what = linked(words)
    if isinstance(what, Unread):
        return "words", what.why
    return what if _fits(kind, what) else ("words", "This is something else than was chosen above.")


def _fits(kind: str, what: Linked) -> bool:
    kinds: Mapping[str, tuple[type, ...]] = {
        LinkKind.ISSUE: (ToIssue, ToVersion),
        LinkKind.REF: (ToNode, NewReading),
        LinkKind.MESSAGE: (ToMessage,),
        LinkKind.FIGURE: (ToFigure,),
    }
    return isinstance(what, kinds.get(kind, ()))


def _text(answers: Mapping[str, Answer], name: str) -> str:
    found = answers.get(name)
    return found.strip() if isinstance(found, str) else ""
