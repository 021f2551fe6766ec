"""What a request must look like.

Source: https://platform.claude.com/docs/en/api/messages and the models' migration guides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cadence.sandbox.claude import schemas
from cadence.sandbox.claude.errors import ApiError, invalid
from cadence.sandbox.claude.models import MODELS, Model

VERSIONS = frozenset({"2023-01-01", "2023-06-01", "2026-10-21"})
LARGEST = 32 * 1024 * 1024
"""Bytes of a request."""

_SAMPLING = ("temperature", "top_p", "top_k")
_EFFORTS = ("low", "medium", "high", "xhigh", "max")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that is as it should be."""

    model: Model
    most_tokens: int
    system: str
    material: str
    """The words of its messages, of whatever role, one after the other."""
    schema: Mapping[str, Any] | None = None
    """Of the answer, where `output_config.format` gives one."""
    tool: Mapping[str, Any] | None = None
    """The tool that must be used."""
    is_streamed: bool = False

    @property
    def input_tokens(self) -> int:
        """Roughly, as every count here: a token is about four characters."""
        return tokens(self.system) + tokens(self.material)


def tokens(text: str) -> int:
    return len(text) // 4 + 1


def asked_in(body: Mapping[str, Any]) -> Asked:
    """Raises ApiError."""
    for name in ("model", "max_tokens", "messages"):
        if name not in body:
            raise invalid(f"{name}: Field required")
    if unknown := sorted(set(body) - set(_CHECKS)):
        raise invalid(f"{unknown[0]}: Extra inputs are not permitted")
    for name, value in body.items():
        if value is not None and (wrong := _CHECKS[name](value)):
            raise invalid(f"{name}{wrong}")
    model = _model(body["model"])
    _for_model(model, body)
    return Asked(
        model=model,
        most_tokens=body["max_tokens"],
        system=_words(body.get("system", "")),
        material="\n".join(_words(message["content"]) for message in body["messages"]),
        schema=_schema(body.get("output_config") or {}),
        tool=_tool(body),
        is_streamed=body.get("stream", False),
    )


def _model(name: str) -> Model:
    model = MODELS.get(name)
    if model is None or model.lifecycle == "retired":
        raise ApiError(404, f"model: {name}")
    return model


def _for_model(model: Model, body: Mapping[str, Any]) -> None:
    if body["max_tokens"] > model.most_tokens:
        raise invalid(
            f"max_tokens: {body['max_tokens']} > {model.most_tokens}, which is the maximum allowed "
            f"number of output tokens for {model.id}"
        )
    if not model.is_current:
        return
    if found := [name for name in _SAMPLING if name in body]:
        raise invalid(f"`{found[0]}` is not supported for this model.")
    if (body.get("thinking") or {}).get("type") == "enabled":
        raise invalid('"thinking.type.enabled" is not supported for this model.')
    if body["messages"][-1]["role"] == "assistant":
        raise invalid("This model does not support assistant message prefill.")


# --- the fields, each with what is wrong with a value of it, or nothing ------------------------------------


def _is(kind: type, told: str) -> Callable[[Any], str]:
    def wrong(value: Any) -> str:
        well = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
        return "" if well else f": Input should be a valid {told}"

    return wrong


def _most_tokens(value: Any) -> str:
    if wrong := _is(int, "integer")(value):
        return wrong
    return "" if value >= 1 else ": Input should be greater than or equal to 1"


def _messages(value: Any) -> str:
    if not isinstance(value, list):
        return ": Input should be a valid list"
    if not value:
        return ": at least one message is required"
    for place, message in enumerate(value):
        if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
            return f".{place}.role: Input should be 'user' or 'assistant'"
        if extra := sorted(set(message) - {"role", "content"}):
            return f".{place}.{extra[0]}: Extra inputs are not permitted"
        if wrong := _content(message.get("content")):
            return f".{place}.content{wrong}"
    return ""


def _content(value: Any) -> str:
    if isinstance(value, str):
        return "" if value.strip() else ": text content blocks must be non-empty"
    if not isinstance(value, list) or not value:
        return ": Input should be a valid string or list"
    for place, block in enumerate(value):
        if not isinstance(block, dict) or block.get("type") != "text":
            return f".{place}: only text is known here"
        if not isinstance(block.get("text"), str) or not block["text"].strip():
            return f".{place}.text: text content blocks must be non-empty"
    return ""


def _output_config(value: Any) -> str:
    if not isinstance(value, dict):
        return ": Input should be a valid dictionary"
    if extra := sorted(set(value) - {"effort", "format"}):
        return f".{extra[0]}: Extra inputs are not permitted"
    if value.get("effort", "low") not in _EFFORTS:
        return f".effort: Input should be one of {', '.join(_EFFORTS)}"
    form = value.get("format")
    if form is None:
        return ""
    if not isinstance(form, dict) or form.get("type") != "json_schema":
        return ".format.type: Input should be 'json_schema'"
    if "schema" not in form:
        return ".format.schema: Field required"
    schemas.check(form["schema"])
    return ""


def _tools(value: Any) -> str:
    if not isinstance(value, list):
        return ": Input should be a valid list"
    for place, tool in enumerate(value):
        if not isinstance(tool, dict) or not isinstance(tool.get("name"), str):
            return f".{place}.name: Field required"
        schema = tool.get("input_schema")
        if not isinstance(schema, dict) or schema.get("type") != "object":
            return f".{place}.input_schema.type: Input should be 'object'"
    return ""


def _tool_choice(value: Any) -> str:
    kinds = ("auto", "any", "tool", "none")
    if not isinstance(value, dict) or value.get("type") not in kinds:
        return f".type: Input should be one of {', '.join(kinds)}"
    return ": name: Field required" if value["type"] == "tool" and "name" not in value else ""


_CHECKS: Mapping[str, Callable[[Any], str]] = {
    "model": _is(str, "string"),
    "max_tokens": _most_tokens,
    "messages": _messages,
    "system": _content,
    "stream": _is(bool, "boolean"),
    "output_config": _output_config,
    "tools": _tools,
    "tool_choice": _tool_choice,
    "thinking": _is(dict, "dictionary"),
    "metadata": _is(dict, "dictionary"),
    "stop_sequences": _is(list, "list"),
    "service_tier": _is(str, "string"),
    "temperature": _is((int | float), "number"),  # type: ignore[arg-type] # isinstance takes a union
    "top_p": _is((int | float), "number"),  # type: ignore[arg-type] # the same
    "top_k": _is(int, "integer"),
}
"""Every field that is known here; of further ones the real API knows some."""


# --- what is meant ------------------------------------------------------------------------------------------


def _words(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(block["text"] for block in content)


def _schema(output_config: Mapping[str, Any]) -> Mapping[str, Any] | None:
    form = output_config.get("format")
    return form["schema"] if form else None


def _tool(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    tools, choice = body.get("tools") or [], body.get("tool_choice") or {}
    if choice.get("type") == "any" and tools:
        return dict(tools[0])
    if choice.get("type") != "tool":
        return None
    found = next((tool for tool in tools if tool["name"] == choice["name"]), None)
    if found is None:
        raise invalid(f"tool_choice.tool: Tool '{choice['name']}' not found in provided tools")
    return dict(found)
