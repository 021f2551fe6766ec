import json
import os
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from cadence.adapters.slack import manifest as app
from cadence.decisions import listeners as decisions
from cadence.status import listeners

ROOT = Path(__file__).parents[2]
SPEC = (
    Path(os.environ.get("CADENCE_SHARED_DATA", "../shared/data"))
    / "specs/slack-manifest-schema/manifest.schema.2.0.0.json"
)
CALL = re.compile(r"_?client\.(?P<python>[a-z]+_[A-Za-z_]+)\(")
PACED = re.compile(r'_pa[cg]ed\(\s*"(?P<method>[a-zA-Z.]+)"')


def test_manifest_json_is_what_the_code_says():
    written = json.loads((ROOT / "manifest.json").read_text())
    assert written == app.manifest(), "run: cadence manifest > manifest.json"


def test_the_manifest_is_valid_by_the_official_schema():
    if not SPEC.exists():
        pytest.skip("the schema of manifests is not here")
    errors = Draft7Validator(json.loads(SPEC.read_text())).iter_errors(app.manifest())
    assert [error.message for error in errors] == []


def test_every_method_we_call_is_listed_with_its_scopes():
    called = set()
    for source in (ROOT / "src/cadence/adapters/slack").rglob("*.py"):
        text = source.read_text()
        called |= {found["python"] for found in CALL.finditer(text)}
        called |= {found["method"].replace(".", "_") for found in PACED.finditer(text)}
    listed = {method.replace(".", "_") for method in app.METHODS}
    assert called - {"api_call"} <= listed
    assert listed <= called | {"conversations_history", "conversations_replies"}


def test_every_scope_that_is_needed_is_asked_for_and_no_other():
    asked = {scope.name for scope in app.SCOPES}
    used = {scope for scopes in app.METHODS.values() for scope in scopes}
    used |= {scope for scopes in app.EVENTS.values() for scope in scopes}
    assert used <= asked
    assert asked - used == {"assistant:write", "commands"}, "these two are needed by no method"


def test_every_scope_has_a_reason_and_none_is_asked_for_twice():
    names = [scope.name for scope in app.SCOPES]
    assert len(names) == len(set(names))
    assert all(len(scope.why) > 3 for scope in app.SCOPES)


def test_the_app_offers_what_the_rooms_listen_to():
    features = app.manifest()["features"]
    commands = [each["command"] for each in features["slash_commands"]]
    assert commands == ["/bug", "/cadence", decisions.COMMAND]
    assert [listeners.COMMANDS.match(command) is not None for command in commands] == [
        True,
        True,
        False,
    ]
    shortcuts = [each["callback_id"] for each in features["shortcuts"]]
    assert shortcuts == [listeners.SHORTCUT, decisions.SHORTCUT]


def test_the_app_is_an_agent_and_no_legacy_assistant():
    features = app.manifest()["features"]
    assert "agent_view" in features
    assert "assistant_view" not in features
