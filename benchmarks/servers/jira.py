"""The local Jira: `python -m benchmarks.servers.jira ISSUES`."""

import gc
import sys
import threading
from typing import Any

from starlette.types import Receive, Scope, Send

from benchmarks.children import Json, obey
from benchmarks.data import EMAIL, TOKEN, site
from cadence.sandbox.jira.faults import Fault, Kind
from cadence.sandbox.jira.server import JiraSandbox


class Counting(JiraSandbox):
    """Knows how many requests are being answered at this moment."""

    in_flight = 0
    most_in_flight = 0

    def _application(self) -> Any:
        inner = super()._application()

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            try:
                await inner(scope, receive, send)
            finally:
                self.in_flight -= 1

        return counted


def main(most: int) -> None:
    made, told = site(most)
    gc.freeze()  # millions of objects that stay: no collection should look through them during a measurement
    with Counting(made) as jira:

        def slow(seconds: float, path: str = "*") -> Json:
            jira.faults.clear()
            if seconds:
                jira.faults.add(Fault(kind=Kind.SLOW, path=path, times=None, delay_s=seconds))
            return {}

        def flight() -> Json:
            return {"now": jira.in_flight, "most": jira.most_in_flight}

        def fresh() -> Json:
            jira.log.clear()
            jira.most_in_flight = 0
            return {}

        def heard() -> Json:
            """Every request since `fresh`."""
            return {
                "requests": [
                    {
                        "method": one.method,
                        "path": one.path,
                        "query": {name: list(values) for name, values in one.query.items()},
                        "body": one.body.decode(),
                    }
                    for one in list(jira.log.requests)
                ]
            }

        ready = {**told, "url": jira.url, "email": EMAIL, "token": TOKEN}
        obey(ready, {"slow": slow, "flight": flight, "fresh": fresh, "heard": heard})


if __name__ == "__main__":
    threading.current_thread().name = "obey"
    main(int(sys.argv[1]))
