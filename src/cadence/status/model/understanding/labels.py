"""How filters are shown to people."""

from cadence.core.query import Field

NAMES = {
    Field.PROJECT: "project",
    Field.KEY: "key",
    Field.TYPE: "type",
    Field.COMPONENT: "component",
    Field.LABEL: "label",
    Field.PRIORITY: "priority",
    Field.STATUS: "status",
    Field.CATEGORY: "status category",
    Field.RESOLUTION: "resolution",
    Field.FIX_VERSION: "fix version",
    Field.AFFECTED_VERSION: "affected version",
    Field.SPRINT: "sprint",
    Field.ASSIGNEE: "assignee",
    Field.REPORTER: "reporter",
    Field.PARENT: "parent",
    Field.LEVEL: "security level",
}


def among(field: Field, values: tuple[str, ...], *, negated: bool = False) -> str:
    """ "component is iOS or Android", "label is not regression"."""
    return f"{NAMES[field]} is {'not ' if negated else ''}{either(values)}"


def empty(field: Field, *, negated: bool = False) -> str:
    article = "an" if NAMES[field][0] in "aeiou" else "a"
    return f"has {article} {NAMES[field]}" if negated else f"has no {NAMES[field]}"


def either(values: tuple[str, ...], word: str = "or") -> str:
    """ "A", "A or B", "A, B or C"; one of those that differ in case alone, and beyond six the rest is counted."""
    shown = tuple({value.casefold(): value for value in reversed(values)}.values())[::-1]
    if len(shown) > 6:
        shown = (*shown[:5], f"{len(shown) - 5} more")
    if len(shown) == 1:
        return shown[0]
    return f"{', '.join(shown[:-1])} {word} {shown[-1]}"
