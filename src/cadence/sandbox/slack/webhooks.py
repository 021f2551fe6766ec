"""Signed HTTP: we post to the app's request URL."""

import asyncio
import hashlib
import hmac
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import orjson
import requests

from cadence.sandbox.slack.deliveries import Delivery, NotAcknowledged
from cadence.sandbox.slack.model import InstalledApp, Json


class Webhooks:
    def __init__(self, app: InstalledApp, *, threads: int = 16) -> None:
        self._app = app
        self.request_url = app.request_url
        """May be set later than the app is installed."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sandbox-webhook")
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=threads))

    def verify_url(self) -> bool:
        """Slack's check before it uses a request URL: does it give back the challenge?"""
        challenge = hashlib.sha256(self._app.id.encode()).hexdigest()
        body = {
            "type": "url_verification",
            "token": self._app.verification_token,
            "challenge": challenge,
        }
        response = self._post(orjson.dumps(body), "application/json", {}, within=3.0)
        return response.ok and challenge in response.text

    async def attempt(
        self, delivery: Delivery, *, number: int, reason: str, within: float, breaks: bool
    ) -> Json:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(
            self._pool, self._deliver, delivery, number, reason, within
        )
        if breaks:
            raise NotAcknowledged("connection_failed")
        return answer

    def close(self) -> None:
        self._session.close()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _deliver(self, delivery: Delivery, number: int, reason: str, within: float) -> Json:
        retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason} if number else {}
        body, content_type = _body(delivery)
        try:
            response = self._post(body, content_type, retry, within=within)
        except requests.Timeout as error:
            raise NotAcknowledged("http_timeout") from error
        except requests.RequestException as error:
            raise NotAcknowledged("connection_failed") from error
        if not response.ok:
            raise NotAcknowledged("http_error", retry="X-Slack-No-Retry" not in response.headers)
        return _answer(response)

    def _post(
        self, body: bytes, content_type: str, headers: dict[str, str], *, within: float
    ) -> requests.Response:
        if self.request_url is None:
            raise requests.ConnectionError("the app has no request URL")
        stamp = str(int(time.time()))  # the app compares it with the real time
        signed = headers | {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self._app.signing_secret, stamp, body),
        }
        return self._session.post(
            self.request_url, data=body, headers=signed, timeout=within, allow_redirects=False
        )


def signature(secret: str, stamp: str, body: bytes) -> str:
    base = b":".join((b"v0", stamp.encode(), body))
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def _body(delivery: Delivery) -> tuple[bytes, str]:
    if delivery.is_event:
        return orjson.dumps(delivery.payload), "application/json"
    form = delivery.payload
    if delivery.kind == "interactive":
        form = {"payload": orjson.dumps(delivery.payload).decode()}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _answer(response: requests.Response) -> Json:
    if not response.content:
        return {}
    if response.headers.get("Content-Type", "").startswith("application/json"):
        answer = orjson.loads(response.content)
        return answer if isinstance(answer, dict) else {}
    return {"text": response.text}
