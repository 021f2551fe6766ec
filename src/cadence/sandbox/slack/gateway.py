"""The Web API over HTTP: from a request to a method's answer, with Slack's checks in Slack's order."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson

from cadence.sandbox.slack.api import METHODS
from cadence.sandbox.slack.api.call import Args, Call, Caller, Method
from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.events import Events
from cadence.sandbox.slack.faults import Effect, Fault, Faults
from cadence.sandbox.slack.http import DROPPED, Dropped, Reply, Request
from cadence.sandbox.slack.limits import POSTING, RateLimits
from cadence.sandbox.slack.model import Json
from cadence.sandbox.slack.responses import ResponseUrls
from cadence.sandbox.slack.sockets import Sockets
from cadence.sandbox.slack.triggers import Triggers
from cadence.sandbox.slack.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    workspace: Workspace
    events: Events
    triggers: Triggers
    responses: ResponseUrls
    sockets: Sockets
    faults: Faults
    limits: RateLimits | None

    async def answer(self, name: str, request: Request) -> Reply | Dropped:
        fault = self.faults.on_call(name)
        if fault is None:
            return self._handled(name, request)
        return await self._faulty(fault, name, request)

    async def _faulty(self, fault: Fault, name: str, request: Request) -> Reply | Dropped:
        match fault.effect:
            case Effect.RATE_LIMIT:
                return _rate_limited(round(fault.seconds))
            case Effect.SERVER_ERROR:
                return Reply(
                    b"<html>Something went wrong</html>",
                    status=fault.status,
                    content_type="text/html",
                )
            case Effect.REFUSE:
                return DROPPED
        reply = self._handled(name, request)
        if fault.effect is Effect.DROP_RESPONSE:
            return DROPPED
        await asyncio.sleep(fault.seconds)
        return reply

    def _handled(self, name: str, request: Request) -> Reply:
        try:
            method = self._method(name)
            given = _arguments(request)
            self._check_token(method, _token(request, given))
            if wait := self._seconds_to_wait(method, given):
                return _rate_limited(wait)
            with self.workspace.timeline.lock:
                answer = method.handle(self._call(method, request, given))
        except SlackError as error:
            return self._reply({"ok": False, "error": error.code} | error.details)
        return self._reply({"ok": True} | answer, method.scopes)

    def _method(self, name: str) -> Method:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        return method

    def _check_token(self, method: Method, token: str | None) -> None:
        if method.caller is Caller.ANYONE:
            return
        app = self.workspace.app
        if not token:
            raise SlackError("not_authed")
        if token not in {app.bot_token, app.app_token}:
            raise SlackError("invalid_auth")
        is_app = token == app.app_token
        if method.caller is not Caller.BOT_OR_APP and is_app is not (method.caller is Caller.APP):
            raise SlackError("not_allowed_token_type")
        if method.scopes and not set(method.scopes) & set(app.scopes):
            raise SlackError(
                "missing_scope", needed=",".join(method.scopes), provided=",".join(app.scopes)
            )

    def _seconds_to_wait(self, method: Method, given: Mapping[str, Any]) -> int:
        if self.limits is None or method.tier is None:
            return 0
        place = str(given.get("channel", "")) if method.tier is POSTING else ""
        return self.limits.seconds_to_wait(method.name, place, method.tier)

    def _call(self, method: Method, request: Request, given: Mapping[str, Any]) -> Call:
        return Call(
            workspace=self.workspace,
            events=self.events,
            triggers=self.triggers,
            responses=self.responses,
            sockets=self.sockets,
            base=request.host,
            args=Args(given),
            per_kind=method.per_kind,
        )

    def _reply(self, answer: Json, accepted: tuple[str, ...] = ()) -> Reply:
        scopes = ",".join(self.workspace.app.scopes)
        headers = (("x-oauth-scopes", scopes), ("x-accepted-oauth-scopes", ",".join(accepted)))
        return Reply(orjson.dumps(answer), headers=headers)


def _rate_limited(seconds: int) -> Reply:
    body = orjson.dumps({"ok": False, "error": "ratelimited"})
    return Reply(body, status=429, headers=(("retry-after", str(seconds)),))


def _arguments(request: Request) -> dict[str, Any]:
    """Raises invalid_json, json_not_object, invalid_form_data."""
    given: dict[str, Any] = dict(parse_qsl(request.query, keep_blank_values=True))
    if not request.body:
        return given
    if not request.content_type.startswith("application/json"):
        return given | _form(request.body)
    try:
        sent = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(sent, dict):
        raise SlackError("json_not_object")
    return given | sent


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except (UnicodeDecodeError, ValueError) as error:
        raise SlackError("invalid_form_data") from error


def _token(request: Request, given: Mapping[str, Any]) -> str | None:
    kind, _, token = request.authorization.partition(" ")
    if kind.lower() == "bearer" and token:
        return token
    in_body = given.get("token")
    return str(in_body) if in_body else None
