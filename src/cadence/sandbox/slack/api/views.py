"""Modals and Home tabs."""

import orjson

from cadence.sandbox.slack.api.call import Args, Call, Method
from cadence.sandbox.slack.blocks import problems_in_view
from cadence.sandbox.slack.errors import SlackError, invalid_arguments
from cadence.sandbox.slack.limits import TIER_4
from cadence.sandbox.slack.model import Json, View
from cadence.sandbox.slack.shapes import view_json
from cadence.sandbox.slack.workspace import Workspace

LARGEST_VIEW = 250_000
"""Bytes of JSON. Source: the documented `view_too_large` ("greater than 250kb")."""


def checked_view(workspace: Workspace, view: object, *, kind: str) -> Json:
    """The view with its blocks identified. Raises invalid_arguments, view_too_large."""
    if not isinstance(view, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    if len(orjson.dumps(view)) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    if problems := problems_in_view(view, kind):
        raise invalid_arguments(*problems)
    return view | {"blocks": list(workspace.identified(view["blocks"]))}


def _body(call: Call, *, kind: str) -> Json:
    view = call.args.json("view", error="invalid_arguments")
    if view is None:
        raise invalid_arguments("missing required field: view")
    return checked_view(call.workspace, view, kind=kind)


def _shown(call: Call, view: View) -> Json:
    return {"view": view_json(call.workspace, view)}


def open_(call: Call) -> Json:
    body = _body(call, kind="modal")
    with call.workspace.timeline.lock:
        _no_duplicate(call, body)
        user = call.triggers.use(_trigger(call.args))
        view = call.workspace.views.open(user, body)
    return _shown(call, view)


def push(call: Call) -> Json:
    body = _body(call, kind="modal")
    _no_duplicate(call, body)
    user = call.triggers.use(_trigger(call.args))
    return _shown(call, call.workspace.views.push(user, body))


def update(call: Call) -> Json:
    known = _named(call)
    body = _body(call, kind=known.body["type"])
    return _shown(
        call, call.workspace.views.update(known, body, expected_hash=call.args.text("hash"))
    )


def publish(call: Call) -> Json:
    user = call.user("user_id")
    body = _body(call, kind="home")
    view = call.workspace.views.publish(user.id, body, expected_hash=call.args.text("hash"))
    return _shown(call, view)


def _trigger(args: Args) -> str:
    return args.text("trigger_id") or args.need("interactivity_pointer")


def _named(call: Call) -> View:
    if view_id := call.args.text("view_id"):
        return call.workspace.views.get(view_id)
    if external_id := call.args.text("external_id"):
        return call.workspace.views.by_external_id(external_id)
    raise invalid_arguments("missing required field: view_id")


def _no_duplicate(call: Call, body: Json) -> None:
    external_id = body.get("external_id")
    if not external_id:
        return
    try:
        call.workspace.views.by_external_id(external_id)
    except SlackError:
        return
    raise SlackError("duplicate_external_id")


METHODS = (
    Method(name="views.open", handle=open_, tier=TIER_4),
    Method(name="views.push", handle=push, tier=TIER_4),
    Method(name="views.update", handle=update, tier=TIER_4),
    Method(name="views.publish", handle=publish, tier=TIER_4),
)
