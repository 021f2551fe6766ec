"""What the forms are made of in which a ritual and its questions are changed."""

import json
from datetime import date
from typing import Any

from cadence.core.message import (
    Block,
    Form,
    Input,
    Note,
    Paragraph,
    bold,
    line,
)
from cadence.rituals.model.edits import Values

PAGE = "rituals.page"
"""The action of a button that shows a ritual's page, and the page's callback."""


def carried(key: str, version: int = 0, name: str | None = None) -> str:
    """What a form carries: of which ritual, by which version of it, and of which question it is."""
    return json.dumps({"key": key, "version": version, "name": name})


def form(
    callback: str,
    title: str,
    private: str,
    blocks: tuple[Block | Input, ...],
    *,
    submit: str = "Save",
) -> Form:
    return Form(
        callback=callback,
        title=heading(title),
        submit=submit,
        close="Cancel",
        private=private,
        blocks=blocks,
    )


def heading(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"


def noted(text: str) -> tuple[Block, ...]:
    return (Note(line(text)),) if text else ()


def problem_said(text: str) -> tuple[Block, ...]:
    return (Paragraph(line(bold("Not saved: "), text)),) if text else ()


def text(name: str, label: str, values: Values, **more: Any) -> Input:
    return Input(name=name, label=label, value=one(values.get(name)), **more)


def users(name: str, label: str, values: Values, *, hint: str | None = None) -> Input:
    value = several(values.get(name))
    return Input(name=name, label=label, kind="users", value=value, optional=True, hint=hint)


def date_of(name: str, label: str, values: Values, *, hint: str | None = None) -> Input:
    said = one(values.get(name))
    value = date.fromisoformat(said) if said else None
    return Input(name=name, label=label, kind="date", value=value, optional=True, hint=hint)


def one(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def several(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
