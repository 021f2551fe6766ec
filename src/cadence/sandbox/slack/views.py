"""Modals, stacked per user, and Home tabs."""

from collections.abc import Callable
from dataclasses import replace

from cadence.sandbox.slack.elements_in import elements_in
from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.model import Json, View
from cadence.sandbox.slack.timeline import Timeline

DEEPEST = 3
"""Slack shows at most three modals on top of one another."""


class Views:
    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> tuple[View, ...]:
        """Bottom first."""
        with self._timeline.lock:
            return tuple(self._stacks.get(user, ()))

    def top(self, user: str) -> View | None:
        stack = self.stack(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        with self._timeline.lock:
            return self._homes.get(user)

    def open(self, user: str, body: Json) -> View:
        with self._timeline.lock:
            view = self._new(user, body)
            self._stacks[user] = [view]
            self._timeline.happened()
            return view

    def push(self, user: str, body: Json) -> View:
        """Raises push_limit_reached."""
        with self._timeline.lock:
            stack = self._stacks.setdefault(user, [])
            if len(stack) >= DEEPEST:
                raise SlackError("push_limit_reached")
            below = stack[-1] if stack else None
            view = self._new(user, body)
            if below:
                view = replace(view, root_id=below.root_id, previous_id=below.id)
            stack.append(view)
            self._timeline.happened()
            return view

    def update(self, view: View, body: Json, *, expected_hash: str | None = None) -> View:
        """Raises hash_conflict when the view is no longer the one that `expected_hash` stood for."""
        with self._timeline.lock:
            current = self.get(view.id)
            if expected_hash and expected_hash != current.hash:
                raise SlackError("hash_conflict")
            kept = _kept(current.values, body)
            return self._put(replace(current, body=body, hash=self._hash(), errors={}, values=kept))

    def publish(self, user: str, body: Json, *, expected_hash: str | None = None) -> View:
        with self._timeline.lock:
            known = self._homes.get(user)
            if known:
                return self.update(known, body, expected_hash=expected_hash)
            self._homes[user] = self._new(user, body)
            self._timeline.happened()
            return self._homes[user]

    def get(self, id: str) -> View:  # noqa: A002 - Slack's word
        """Raises not_found."""
        return self._find(lambda view: view.id == id)

    def by_external_id(self, external_id: str) -> View:
        return self._find(lambda view: view.body.get("external_id") == external_id)

    def fill(self, view: View, values: Json) -> View:
        """What the person has typed and chosen."""
        return self._put(replace(self.get(view.id), values=values))

    def reject(self, view: View, errors: dict[str, str]) -> View:
        return self._put(replace(self.get(view.id), errors=errors))

    def close(self, view: View) -> None:
        """Close this one: the one below comes up."""
        with self._timeline.lock:
            stack = self._stacks.get(view.user, [])
            self._stacks[view.user] = [v for v in stack if v.id != view.id]
            self._timeline.happened()

    def clear(self, user: str) -> None:
        with self._timeline.lock:
            self._stacks.pop(user, None)
            self._timeline.happened()

    def _find(self, matches: Callable[[View], bool]) -> View:
        with self._timeline.lock:
            for view in [*self._homes.values(), *(v for s in self._stacks.values() for v in s)]:
                if matches(view):
                    return view
        raise SlackError("not_found")

    def _new(self, user: str, body: Json) -> View:
        id_ = self._timeline.id("V")
        return View(id=id_, user=user, body=body, hash=self._hash(), root_id=id_)

    def _put(self, view: View) -> View:
        with self._timeline.lock:
            if self._homes.get(view.user, view).id == view.id and view.body["type"] == "home":
                self._homes[view.user] = view
            stack = self._stacks.get(view.user, [])
            self._stacks[view.user] = [view if v.id == view.id else v for v in stack]
            self._timeline.happened()
            return view

    def _hash(self) -> str:
        return f"{self._timeline.ts()}.{self._timeline.id('h')[-6:].lower()}"


def _kept(values: Json, body: Json) -> Json:
    """What was put into a field stays in it where the new view has that field, by its block and action ids; the rest is
    gone: https://docs.slack.dev/reference/methods/views.update, "Preserving input entry"."""
    fields = {(held.block_id, held.element["action_id"]) for held in elements_in(body["blocks"])}
    kept = {
        block: {action: value for action, value in held.items() if (block, action) in fields}
        for block, held in values.items()
    }
    return {block: held for block, held in kept.items() if held}
