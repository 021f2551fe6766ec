"""Shapes that can be asked for: what of JSON Schema is taken, and the smallest value of a shape.

Source: https://platform.claude.com/docs/en/build-with-claude/structured-outputs
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cadence.sandbox.claude.errors import invalid

Schema = Mapping[str, Any]

KNOWN = frozenset(
    {"type", "properties", "required", "additionalProperties", "items", "minItems", "enum", "const"}
    | {"anyOf", "allOf", "$ref", "$defs", "definitions"}
    | {"description", "title", "default", "format", "pattern"}
)
FORMATS = frozenset(
    {"date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"}
)


def check(schema: Schema, where: str = "output_config.format.schema") -> None:
    """Raises ApiError(400) for what a shape may not contain."""
    for path, part in _parts(schema, where):
        if unknown := sorted(set(part) - KNOWN):
            kind = part.get("type", "schema")
            raise invalid(f"{path}: For '{kind}' type, property '{unknown[0]}' is not supported")
        if part.get("type") == "object" and part.get("additionalProperties") is not False:
            raise invalid(
                f"{path}: For 'object' type, 'additionalProperties' must be explicitly set to false"
            )
        if part.get("minItems", 0) not in (0, 1):
            raise invalid(
                f"{path}: For 'array' type, 'minItems' values other than 0 or 1 are not supported"
            )
        if part.get("format", "date") not in FORMATS:
            raise invalid(f"{path}: String format '{part['format']}' is not supported")
        if str(part.get("$ref", "#")).partition("/")[0] != "#":
            raise invalid(f"{path}: External '$ref' is not supported")


def _parts(schema: Schema, where: str) -> Iterator[tuple[str, Schema]]:
    if not isinstance(schema, Mapping):
        raise invalid(f"{where}: Input should be an object")
    yield where, schema
    for name in ("properties", "$defs", "definitions"):
        for key, part in schema.get(name, {}).items():
            yield from _parts(part, f"{where}.{name}.{key}")
    for name in ("anyOf", "allOf"):
        for place, part in enumerate(schema.get(name, ())):
            yield from _parts(part, f"{where}.{name}.{place}")
    if "items" in schema:
        yield from _parts(schema["items"], f"{where}.items")


def smallest(schema: Schema, whole: Schema | None = None) -> Any:
    """A value of this shape with nothing in it that the shape doesn't demand."""
    whole = schema if whole is None else whole
    if "$ref" in schema:
        return smallest(_referred(whole, schema["$ref"]), whole)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return smallest(schema["anyOf"][-1], whole)
    kind = schema.get("type", "object")
    kind = kind[-1] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: smallest(properties[name], whole) for name in schema.get("required", ())}
    if kind == "array":
        return [smallest(schema["items"], whole)] * schema.get("minItems", 0)
    return {"string": "", "integer": 0, "number": 0, "boolean": False}.get(kind)


def _referred(whole: Schema, ref: str) -> Schema:
    found: Any = whole
    for step in ref.removeprefix("#").strip("/").split("/"):
        found = found[step]
    return dict(found)
