"""Jira's official API documents as judges of requests and answers, without the defects they are known to have."""

import gzip
import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from cadence.sandbox.jira.server import Logged

SPECS = Path(os.environ.get("CADENCE_SHARED_DATA", "../shared/data")) / "specs"
DOCUMENTS = {
    "cloud": (SPECS / "jira-cloud-v3.json.gz", ""),
    "datacenter": (SPECS / "jira-datacenter-v2.json.gz", "/rest"),
}
"""The document, and what its paths lack at the beginning."""


def is_here() -> bool:
    return all(path.exists() for path, _ in DOCUMENTS.values())


@dataclass(frozen=True, slots=True)
class Operation:
    parameters: dict[str, Any]
    """Schemas by name, of those in the query."""
    body: Any
    answer: Any


class Specification:
    def __init__(self, flavour: str) -> None:
        path, self._prefix = DOCUMENTS[flavour]
        self._document = json.loads(gzip.decompress(path.read_bytes()))
        self._components = self._document["components"]
        _mended(self._components["schemas"], flavour)
        self._lists_are_told_as_one = flavour == "datacenter"

    def complaints(self, request: Logged, answer: Any) -> list[str]:
        """What is wrong with a request, and with the JSON it was answered with."""
        operation = self._operation(request.method.lower(), request.path)
        wrong = self.request_complaints(request)
        return wrong if operation is None else [*wrong, *self._of_answer(operation, answer)]

    def request_complaints(self, request: Logged) -> list[str]:
        operation = self._operation(request.method.lower(), request.path)
        if operation is None:
            return [f"{request.method} {request.path} is in no document"]
        return [*self._of_parameters(operation, request), *self._of_body(operation, request)]

    def _operation(self, method: str, path: str) -> Operation | None:
        found = _matching(tuple(self._document["paths"]), path.removeprefix(self._prefix))
        told = self._document["paths"].get(found or "", {}).get(method)
        if told is None:
            return None
        parameters = told.get("parameters", ())
        body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
        answer = told["responses"]["200"].get("content", {}).get("application/json", {})
        return Operation(
            {one["name"]: one["schema"] for one in parameters if one["in"] == "query"},
            body.get("schema"),
            answer.get("schema"),
        )

    def _of_parameters(self, operation: Operation, request: Logged) -> list[str]:
        wrong = [
            f"there is no parameter {name}" for name in request.query.keys() - operation.parameters
        ]
        for name, values in request.query.items():
            schema = operation.parameters.get(name, {})
            if schema.get("type") == "integer":
                wrong += [f"{name}={v} is no number" for v in values if not v.lstrip("-").isdigit()]
            if schema.get("type") != "array" and len(values) > 1:
                wrong.append(f"{name} stands more than once")
        return wrong

    def _of_body(self, operation: Operation, request: Logged) -> list[str]:
        if not request.body:
            return []
        if operation.body is None:
            return ["there is no body to send"]
        return self._judged(operation.body, json.loads(request.body))

    def _of_answer(self, operation: Operation, answer: Any) -> list[str]:
        if self._lists_are_told_as_one and isinstance(answer, list):
            return [wrong for one in answer for wrong in self._judged(operation.answer, one)]
        return self._judged(operation.answer, answer)

    def _judged(self, schema: Any, value: Any) -> list[str]:
        judge = Draft202012Validator({**schema, "components": self._components})
        return [f"{error.json_path}: {error.message[:200]}" for error in judge.iter_errors(value)]


def _mended(schemas: dict[str, Any], flavour: str) -> None:
    """The documents' own defects: a change's values may be null; Data Center's fields are of any type."""
    change = schemas["ChangeDetails" if flavour == "cloud" else "ChangeItemBean"]["properties"]
    for name in ("from", "fromString", "to", "toString"):
        change[name] = {"type": ["string", "null"]}
    if flavour == "datacenter":
        schemas["IssueBean"]["properties"]["fields"] = {"type": "object"}


@lru_cache(maxsize=512)
def _matching(templates: tuple[str, ...], path: str) -> str | None:
    """The template for a path; one without placeholders before one with."""
    fitting = [
        template
        for template in templates
        if re.fullmatch(re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template)), path)
    ]
    return min(fitting, key=lambda template: template.count("{"), default=None)
