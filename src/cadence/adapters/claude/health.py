"""Whether Claude works for us, why not, and what to do about it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from cadence.core.errors import WriterError, WriterRefused
from cadence.core.ports import Check, Health

KEYS = "https://platform.claude.com/settings/keys"
MODELS = "https://platform.claude.com/docs/en/about-claude/models/overview"

NEW_KEY = (
    f"Put a key from {KEYS} into ANTHROPIC_API_KEY and see that claude.model is one of {MODELS}"
)
NEW_MODEL = f"Set claude.model to one of {MODELS}"


def checked(look: Callable[[], Mapping[str, Any]], *, model: str, left_today: int) -> Check:
    """`look` asks for what is known of the model. Without Claude the rules do its work, so its absence is no failure,
    but a key or a model that never works is one."""
    facts = {"model": model, "tokens left today": f"{left_today:,}"}
    check = partial(Check, connector="Claude", facts=facts)
    try:
        found = look()
    except WriterRefused as error:
        return check(health=Health.FAILING, why=str(error), fix=NEW_KEY)
    except WriterError as error:
        why = f"{error}; until it does, the rules draft alone"
        return check(health=Health.DEGRADED, why=why)
    return _lasting(check, model, str(found.get("lifecycle", "active")))


def _lasting(check: Callable[..., Check], model: str, lifecycle: str) -> Check:
    match lifecycle:
        case "retired":
            why = f"{model} is retired and answers no more"
            return check(health=Health.FAILING, why=why, fix=NEW_MODEL)
        case "deprecated":
            why = f"{model} works but is being retired"
            return check(health=Health.DEGRADED, why=why, fix=NEW_MODEL)
    return check(health=Health.HEALTHY, why=f"{model} is there")
