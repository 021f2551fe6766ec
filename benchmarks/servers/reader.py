"""Reads every issue of a Jira once a line: `python -m benchmarks.servers.reader (cadence|bare|library) REQUEST`.

Each way has a process of its own, so that its memory is its own. REQUEST is the JQL and the fields as JSON.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from time import perf_counter, process_time

import psutil
from jira import JIRA

from benchmarks.calls import Raw
from benchmarks.children import Json, obey
from cadence import config
from cadence.assembly import interpreter, parts
from cadence.core.query import Among, Field, IssueQuery
from cadence.delivery.clock import SystemClock

EVERY = 2_000
"""Issues between two looks at the memory."""

PAGE = 1000
"""As Cadence asks for; Jira sends fewer."""


def _cadence(request: Json) -> Iterator[object]:
    tracker = parts.tracker(config.read(), SystemClock())
    return tracker.every(IssueQuery((Among(Field.PROJECT, tuple(request["projects"])),)))


def _bare(request: Json) -> Iterator[object]:
    raw = Raw(os.environ["JIRA_URL"], os.environ["JIRA_EMAIL"], os.environ["JIRA_API_TOKEN"])
    body: Json = {"jql": request["jql"], "fields": request["fields"], "maxResults": PAGE}
    while True:
        page = raw.one(
            {
                "method": "POST",
                "path": "/rest/api/3/search/jql",
                "query": {},
                "body": json.dumps(body),
            }
        )
        yield from page["issues"]
        if "nextPageToken" not in page:
            return
        body["nextPageToken"] = page["nextPageToken"]


def _library(request: Json) -> Iterator[object]:
    client = JIRA(
        os.environ["JIRA_URL"],
        basic_auth=(os.environ["JIRA_EMAIL"], os.environ["JIRA_API_TOKEN"]),
        options={"rest_api_version": "3"},
    )
    found = client.enhanced_search_issues(request["jql"], maxResults=0, fields=request["fields"])
    return iter(found)


WAYS: Mapping[str, Callable[[Json], Iterator[object]]] = {
    "cadence": _cadence,
    "bare": _bare,
    "library": _library,
}


def main(way: str, request: Json) -> None:
    own = psutil.Process()
    if way == "cadence":
        interpreter.tune()  # as in any process of ours

    def read() -> Json:
        """How many issues, the seconds, those of them on a processor, and the resident megabytes on the way."""
        began, busy = perf_counter(), process_time()
        memory = [own.memory_info().rss / 1e6]
        number = 0
        for number, _ in enumerate(WAYS[way](request), start=1):
            if number % EVERY == 0:
                memory.append(own.memory_info().rss / 1e6)
        return {
            "issues": number,
            "seconds": perf_counter() - began,
            "busy": process_time() - busy,
            "memory": memory,
        }

    obey({}, {"read": read})


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
