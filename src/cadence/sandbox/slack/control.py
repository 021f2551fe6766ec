"""Driving the sandbox from another process: acts of people, transcripts and faults over HTTP under /sandbox/."""

import asyncio
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import orjson

from cadence.sandbox.slack.actors import Actors, Receipt
from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.faults import Effect, Fault, Faults
from cadence.sandbox.slack.http import Reply, Request
from cadence.sandbox.slack.model import Json
from cadence.sandbox.slack.shapes import channel_json, message_json, user_json, view_json
from cadence.sandbox.slack.sockets import Sockets
from cadence.sandbox.slack.transcript import Transcript
from cadence.sandbox.slack.workspace import Workspace

ACTS = (
    "say",
    "edit",
    "delete",
    "react",
    "unreact",
    "join",
    "leave",
    "command",
    "shortcut",
    "global_shortcut",
    "press",
    "press_in_view",
    "fill",
    "set_status",
    "submit",
    "close",
    "open_home",
)
"""The verbs of Actors: each is POSTed with its arguments as a JSON object, and `wait`, seconds, for the ack."""


class Control:
    def __init__(
        self, workspace: Workspace, people: Actors, faults: Faults, sockets: Sockets
    ) -> None:
        self._workspace = workspace
        self._people = people
        self._faults = faults
        self._sockets = sockets
        self._views: dict[str, Callable[[Json], Any]] = {
            "state": self._state,
            "messages": self._messages,
            "modals": self._modals,
            "home": self._home,
            "transcript": self._transcript,
        }

    async def answer(self, name: str, request: Request) -> Reply:
        try:
            given = orjson.loads(request.body) if request.body else {}
            return Reply(orjson.dumps({"ok": True} | await self._done(name, given)))
        except SlackError as error:
            return _refused(error.code)
        except (KeyError, TypeError, ValueError, TimeoutError) as error:
            return _refused(str(error.args[0] if error.args else error))

    async def _done(self, name: str, given: Json) -> Json:
        if name in ACTS:
            return await self._act(name, given)
        if name in self._views:
            return {name: self._views[name](given)}
        if name == "faults":
            return self._fault(given)
        if name == "drop_sockets":
            self._sockets.drop_all()
            return {}
        raise ValueError(f"there is no /sandbox/{name}")

    async def _act(self, name: str, given: Json) -> Json:
        wait = float(given.pop("wait", 0))
        receipt: Receipt = getattr(self._people, name)(**given)
        if wait:
            await asyncio.to_thread(receipt.wait, wait)
        return {
            "ids": receipt.ids,
            "ts": receipt.message.ts if receipt.message else None,
            "channel": receipt.message.channel if receipt.message else None,
            "acked_at": receipt.acked_at,
            "ack_ms": receipt.ack_ms,
            "problem": receipt.problem,
        }

    def _state(self, _: Json) -> Json:
        workspace = self._workspace
        return {
            "team": workspace.team.name,
            "bot": workspace.app.bot_user_id,
            "connections": self._sockets.connections,
            "users": [user_json(workspace, u, with_email=True) for u in workspace.users.values()],
            "channels": [channel_json(workspace, c) for c in workspace.channels.values()],
        }

    def _messages(self, given: Json) -> list[Json]:
        """All of a channel, oldest first, ephemeral ones with `only_for`."""
        with self._workspace.timeline.lock:
            channel = self._workspace.channel(given["channel"])
            said = sorted([*channel.messages.values(), *channel.ephemerals], key=lambda m: m.ts)
            return [message_json(self._workspace, m) | {"only_for": m.only_for} for m in said]

    def _transcript(self, given: Json) -> str:
        """A channel as its reader sees it, or what came `after` a ts, `width` cells wide."""
        transcript = Transcript(
            self._workspace, reader=given.get("reader"), width=given.get("width")
        )
        return transcript.of(given["channel"], after=given.get("after", "")).plain

    def _modals(self, given: Json) -> list[Json]:
        user = self._workspace.user(given["user"])
        views = self._workspace.views.stack(user.id)
        return [view_json(self._workspace, view) | {"errors": view.errors} for view in views]

    def _home(self, given: Json) -> Json | None:
        view = self._workspace.views.home(self._workspace.user(given["user"]).id)
        return view_json(self._workspace, view) if view else None

    def _fault(self, given: Json) -> Json:
        """A fault to add, or `{"clear": true}`."""
        if given.get("clear"):
            self._faults.clear()
        else:
            known = {field.name for field in fields(Fault)}
            if unknown := set(given) - known:
                raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
            self._faults.add(Fault(**given | {"effect": Effect(given["effect"])}))
        return {
            "pending": [
                {f.name: getattr(fault, f.name) for f in fields(Fault)}
                for fault in self._faults.pending
            ]
        }


def _refused(why: str) -> Reply:
    return Reply(orjson.dumps({"ok": False, "error": why}), status=400)
