"""A small language for what a JSON value must look like, in the words of Slack's own error messages.

A rule takes a value, where it stands (a JSON pointer) and the list that it adds its problems to.
"""

from collections.abc import Callable, Mapping
from typing import Any

Problems = list[str]
Rule = Callable[[Any, str, Problems], None]


def problem(found: Problems, at: str, says: str) -> None:
    found.append(f"{says} [json-pointer:{at}]")


def text(most: int | None = None, *, least: int = 0, one_of: tuple[str, ...] = ()) -> Rule:
    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, str):
            problem(found, at, "must be a string")
        elif one_of and value not in one_of:
            problem(found, at, f"must be one of: {', '.join(one_of)}")
        elif len(value) < least:
            problem(found, at, f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            problem(found, at, f"must be less than {most + 1} characters")

    return check


def flag(value: Any, at: str, found: Problems) -> None:
    if not isinstance(value, bool):
        problem(found, at, "must be a boolean")


def number(least: float | None = None, most: float | None = None, *, whole: bool = False) -> Rule:
    kinds = (int,) if whole else (int, float)

    def check(value: Any, at: str, found: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, kinds):
            problem(found, at, "must be an integer" if whole else "must be a number")
        elif least is not None and value < least:
            problem(found, at, f"must be at least {least}")
        elif most is not None and value > most:
            problem(found, at, f"must be at most {most}")

    return check


def items(of: Rule, *, least: int = 0, most: int | None = None) -> Rule:
    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, list | tuple):
            problem(found, at, "must be an array")
            return
        if len(value) < least:
            problem(found, at, f"no less than {least} items allowed")
        if most is not None and len(value) > most:
            problem(found, at, f"no more than {most} items allowed")
        for index, item in enumerate(value):
            of(item, f"{at}/{index}", found)

    return check


def shape(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *,
    also: tuple[Rule, ...] = (),
) -> Rule:
    """An object with these fields and no others; `also` sees the whole object once its fields are known."""
    needed = dict(required or {})
    known = needed | dict(optional or {})

    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, dict):
            problem(found, at, "must provide an object")
            return
        for name in needed:
            if value.get(name) is None:
                problem(found, at, f"missing required field: {name}")
        for name, item in value.items():
            rule = known.get(name)
            if rule is None:
                problem(found, at, f"invalid additional property: {name}")
            elif item is not None:
                rule(item, f"{at}/{name}", found)
        for rule in also:
            rule(value, at, found)

    return check


def by_type(kinds: Mapping[str, Rule]) -> Rule:
    """An object whose `type` says which rule it is under."""

    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, dict):
            problem(found, at, "must provide an object")
            return
        kind = value.get("type")
        rule = kinds.get(kind) if isinstance(kind, str) else None
        if kind is None:
            problem(found, at, "missing required field: type")
        elif rule is None:
            problem(found, f"{at}/type", f"unsupported type: {kind}")
        else:
            rule(value, at, found)

    return check


def one_at_least(*names: str) -> Rule:
    def check(value: Any, at: str, found: Problems) -> None:
        if not any(value.get(name) for name in names):
            problem(found, at, f"missing required field: {' or '.join(names)}")

    return check


def only_one(*names: str) -> Rule:
    def check(value: Any, at: str, found: Problems) -> None:
        if sum(value.get(name) is not None for name in names) > 1:
            problem(found, at, f"only one of {', '.join(names)} allowed")

    return check


def each_once(field: str, elements: Callable[[Any], list[tuple[str, Any]]]) -> Rule:
    """No two of the elements (pointer, object) share the value of the field."""

    def check(value: Any, at: str, found: Problems) -> None:
        seen: set[str] = set()
        for where, element in elements(value):
            name = element.get(field) if isinstance(element, dict) else None
            if not isinstance(name, str):
                continue
            if name in seen:
                problem(
                    found,
                    f"{at}{where}/{field}",
                    f'`{field}` "{name}" already exists for another element',
                )
            seen.add(name)

    return check
