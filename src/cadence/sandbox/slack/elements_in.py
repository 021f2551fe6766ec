"""Finding interactive elements in blocks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cadence.sandbox.slack.holding import initial
from cadence.sandbox.slack.model import Json

STATELESS = frozenset(
    {"button", "icon_button", "feedback_buttons", "overflow", "workflow_button", "image"}
)


@dataclass(frozen=True, slots=True)
class Held:
    """An element and the block that holds it."""

    element: Json
    block_id: str
    tells: bool = True
    """Whether the app hears of it at once, rather than when the form is submitted."""


def elements_in(blocks: Iterable[Json]) -> Iterator[Held]:
    for block in blocks:
        inner = [block.get("accessory"), block.get("element")]
        if block["type"] in {"actions", "context_actions"}:
            inner += block["elements"]
        elif block["type"] == "card":
            inner += block.get("actions", ())
        for element in inner:
            if isinstance(element, dict) and "action_id" in element:
                tells = block["type"] != "input" or block.get("dispatch_action") is True
                yield Held(element, block["block_id"], tells)
        for nested in ("child_blocks", "elements"):
            if block["type"] in {"container", "carousel"} and nested in block:
                yield from elements_in(block[nested])


def find_element(blocks: Iterable[Json], action_id: str, value: Any = None) -> Held:
    """Raises KeyError, which names what could be pressed."""
    known = list(elements_in(blocks))
    named = [held for held in known if held.element["action_id"] == action_id]
    exact = [held for held in named if value is not None and held.element.get("value") == value]
    if found := [*exact, *named]:
        return found[0]
    names = ", ".join(sorted({held.element["action_id"] for held in known})) or "nothing"
    raise KeyError(f"there is no {action_id!r} to press, only {names}")


def state_of(blocks: Iterable[Json]) -> Json:
    """`state.values` before anyone has touched anything."""
    state: Json = {}
    for held in elements_in(blocks):
        if held.element["type"] not in STATELESS:
            state.setdefault(held.block_id, {})[held.element["action_id"]] = initial(held.element)
    return state
