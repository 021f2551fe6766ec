"""What leads of a real tracker's areas would have been told, month by month; needs no server and stores nothing.

python -m evals.backtest [--from 2012-06] [--to 2021-11] [--keep FILE]

`--keep` names a database that the copy and what was taken in stay in, so that the next run needs not read it all anew.
"""

import argparse
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from cadence import config
from cadence.adapters.db.engine import make_engine
from cadence.assembly.scans import scans
from cadence.cli.patterns_backtest import lines
from cadence.delivery.clock import SystemClock
from cadence.patterns.service.backtesting import Backtesting
from evals import exported, sites


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.backtest", description=__doc__)
    parser.add_argument("--from", dest="first", default="2012-06")
    parser.add_argument("--to", dest="last", default="2021-11")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if not sites.has_export():
        print("There is no export here; CADENCE_SHARED_DATA names its folder.", file=sys.stderr)
        return 1
    first, last = (date.fromisoformat(f"{each}-01") for each in (given.first, given.last))
    if given.keep:
        _run(given.keep, first, last)
    else:
        with TemporaryDirectory(prefix="cadence-eval-") as folder:
            _run(Path(folder, "export.sqlite3"), first, last)
    return 0


def _run(file: Path, first: date, last: date) -> None:
    is_there = file.exists()
    engine = make_engine(f"sqlite:///{file}", connections=4)
    if not is_there:
        exported.fill(engine)
    settings = config.read({})
    parts = scans(settings, engine, SystemClock())
    parts.scanning.taken_in()
    backtesting = Backtesting(
        looking=parts.looking,
        keeping=parts.keeping,
        cases=parts.cases,
        policy=settings.pattern_policy,
    )
    sent = 0
    for month in backtesting.months(first, last):
        sent += len(month.sent)
        print("\n".join(lines(month)), flush=True)
    print(f"{sent} messages")
    engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
