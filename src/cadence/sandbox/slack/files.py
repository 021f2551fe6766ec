"""Files: uploaded in two steps, as Slack has it: an address to put the bytes, then "complete", which shares them."""

import mimetypes
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath

from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.model import File
from cadence.sandbox.slack.timeline import Timeline


class Files:
    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._files: dict[str, File] = {}

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
            replace(file, title=title or file.name, channels=tuple(channels), is_complete=True)
        )

    def get(self, id: str) -> File:  # noqa: A002 - Slack's word
        """Raises file_not_found."""
        with self._timeline.lock:
            if file := self._files.get(id):
                return file
        raise SlackError("file_not_found")

    def delete(self, id: str) -> None:  # noqa: A002 - Slack's word
        with self._timeline.lock:
            self.get(id)
            del self._files[id]
            self._timeline.happened()

    def _put(self, file: File) -> File:
        with self._timeline.lock:
            self._files[file.id] = file
            self._timeline.happened()
            return file
