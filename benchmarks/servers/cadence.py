"""Cadence as it is served, whole: `python -m benchmarks.servers.cadence (socket|http)`, set by the environment."""

import sys

from benchmarks.children import obey
from cadence import config
from cadence.assembly.whole import assemble


def main(mode: str) -> None:
    cadence = assemble(config.read(), http=mode == "http")
    cadence.start()
    obey({"url": f"http://127.0.0.1:{cadence.web.port}/slack/events"}, {})
    cadence.stop()


if __name__ == "__main__":
    main(sys.argv[1])
