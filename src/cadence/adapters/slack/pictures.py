"""Pictures, handed to Slack before a message shows them."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

import requests
import structlog
from slack_sdk import WebClient

from cadence.adapters.slack.errors import SERVER_ERROR, ours
from cadence.adapters.slack.payload import part, text
from cadence.core.errors import MessengerFailed, NotSent

TIMEOUT_S = 10

ALT_MOST = 1_000
"""Characters of a picture's text: https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""

LOOKS_S = (0.2, 0.4, 0.8, 1.6, 3.2, 3.2)
"""Before each look whether Slack has taken a file in: it scans and reads it after the upload has ended, and until then
refuses every message that shows it. https://github.com/slackapi/node-slack-sdk/issues/1865"""

BLIND_S = 4.0
"""How long we wait where we may not look."""

NOT_READY = "file_not_ready"

log = structlog.get_logger(__name__)

Sleep = Callable[[float], None]


class Paced(Protocol):
    def __call__(self, method: str, /, *, sending: bool) -> AbstractContextManager[None]: ...


class Pictures:
    """Nobody sees what is uploaded twice, so an unknown outcome is as good as a failure."""

    def __init__(self, client: WebClient, paced: Paced, *, sleep: Sleep = time.sleep) -> None:
        self._client = client
        self._paced = paced
        self._sleep = sleep

    def upload(self, picture: bytes, *, name: str, title: str, alt: str) -> str:
        """Raises NotSent("file_not_ready") where Slack had not taken it in after some ten seconds."""
        with self._paced("files.getUploadURLExternal", sending=False):
            asked = self._client.files_getUploadURLExternal(
                filename=name, length=len(picture), alt_txt=alt[:ALT_MOST]
            )
        file = str(asked["file_id"])
        self._send(str(asked["upload_url"]), picture)
        with self._paced("files.completeUploadExternal", sending=False):
            self._client.files_completeUploadExternal(files=[{"id": file, "title": title}])
        self._wait_for(file)
        return file

    def _send(self, url: str, picture: bytes) -> None:
        with ours(sending=False):
            answer = requests.post(url, data=picture, timeout=TIMEOUT_S)
        if answer.status_code >= SERVER_ERROR:
            raise MessengerFailed(f"Slack took no file (HTTP {answer.status_code})")
        if not answer.ok:
            raise NotSent(f"upload_{answer.status_code}")

    def _wait_for(self, file: str) -> None:
        try:
            is_ready = any(self._looks(file))
        except NotSent as error:
            if error.reason != "missing_scope":
                raise
            log.info("picture_not_looked_for", needs="files:read", waited_s=BLIND_S)
            self._sleep(BLIND_S)
            return
        if not is_ready:
            raise NotSent(NOT_READY)

    def _looks(self, file: str) -> Iterator[bool]:
        for pause in LOOKS_S:
            self._sleep(pause)
            yield self._is_ready(file)

    def _is_ready(self, file: str) -> bool:
        """A file that isn't read yet has no type."""
        with self._paced("files.info", sending=False):
            answer = self._client.files_info(file=file)
        return bool(text(part(answer.data, "file"), "mimetype"))
