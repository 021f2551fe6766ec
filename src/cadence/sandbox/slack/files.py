"""Files: uploaded in two steps, as Slack has it: an address to put the bytes, then "complete", which shares them."""

import mimetypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.model import File
from cadence.sandbox.slack.timeline import Timeline

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})
"""https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object"""


class Files:
    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._files: dict[str, File] = {}
        self.looks = 1
        """How often a new file is looked at, by `files.info` or by a message that would show it, before Slack has taken
        it in: uploads are read and scanned only after they have ended."""

    def announce(self, name: str, *, user: str, alt_text: str = "") -> File:
        """A file whose bytes are yet to come."""
        with self._timeline.lock:
            file = File(
                id=self._timeline.id("F"),
                name=name,
                title=name,
                mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
                filetype=PurePath(name).suffix.removeprefix(".") or "binary",
                user=user,
                created=self._timeline.now(),
                alt_text=alt_text,
            )
            self._files[file.id] = file
            return file

    def receive(self, id: str, content: bytes) -> File:  # noqa: A002 - Slack's word
        return self._put(replace(self.get(id), content=content))

    def complete(self, id: str, *, title: str | None, channels: Iterable[str]) -> File:  # noqa: A002 - Slack's word
        file = self.get(id)
        return self._put(
            replace(
                file,
                title=title or file.name,
                channels=tuple(channels),
                is_complete=True,
                looks_left=self.looks,
            )
        )

    def look_at(self, id: str) -> File:  # noqa: A002 - Slack's word
        """As it is seen by this look. Raises file_not_found."""
        with self._timeline.lock:
            file = self.get(id)
            if file.is_complete and file.looks_left:
                self._put(replace(file, looks_left=file.looks_left - 1))
            return file

    def get(self, id: str) -> File:  # noqa: A002 - Slack's word
        """Raises file_not_found."""
        with self._timeline.lock:
            if file := self._files.get(id):
                return file
        raise SlackError("file_not_found")

    def pictures(self) -> tuple[File, ...]:
        """Those that can be shown, oldest first."""
        with self._timeline.lock:
            return tuple(
                each
                for each in self._files.values()
                if each.is_complete and each.mimetype in PICTURES
            )

    def delete(self, id: str) -> None:  # noqa: A002 - Slack's word
        with self._timeline.lock:
            self.get(id)
            del self._files[id]
            self._timeline.happened()

    def problems_in(self, blocks: Sequence[Any], user: str, *, at: str = "/blocks") -> list[str]:
        """Where the blocks show a file that can't be shown: it isn't there, isn't taken in yet, is no picture, or isn't
        this user's. Each is a look at the file."""
        return [
            f"invalid slack file [json-pointer:{where}]"
            for where, file in _shown(blocks, at)
            if not self._is_shown(file, user)
        ]

    def _is_shown(self, id: str, user: str) -> bool:  # noqa: A002 - Slack's word
        try:
            file = self.look_at(id)
        except SlackError:
            return False
        return (
            file.is_ready
            and file.mimetype in PICTURES
            and (file.user == user or bool(file.channels))
        )

    def _put(self, file: File) -> File:
        with self._timeline.lock:
            self._files[file.id] = file
            self._timeline.happened()
            return file


def _shown(value: Any, at: str) -> Iterator[tuple[str, str]]:
    """Each `slack_file` by id in the blocks, with where it stands."""
    if isinstance(value, dict):
        file = value.get("slack_file")
        if isinstance(file, dict) and "id" in file:
            yield f"{at}/slack_file", str(file["id"])
        for name, part in value.items():
            yield from _shown(part, f"{at}/{name}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _shown(part, f"{at}/{index}")
