"""Scanning for patterns: all of a copy for the first time, a night later, and against clustering all of it anew.

    python -m benchmarks.patterns --bugs 300000
    python -m benchmarks.patterns --against 10000

measure any size by itself, and a size against scikit-learn's HDBSCAN. Bugs are those of the data, as often as it takes,
each time in a project of its own: so the inflow per component and week, and the length of texts, are the real ones.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, func, select, update

from benchmarks import data
from benchmarks.bench import Bench
from benchmarks.measuring import say, show
from cadence import config
from cadence.adapters.db.engine import make_engine, reading, writing
from cadence.adapters.db.issue_rows import body, row, site_body
from cadence.adapters.db.schema import upgrade
from cadence.adapters.db.tables import (
    mirrored_bodies,
    mirrored_issues,
    mirrored_projects,
    mirrored_site,
)
from cadence.adapters.jira.fields import FieldIds
from cadence.adapters.jira.parse import Parser
from cadence.assembly.scans import Scans, scans
from cadence.core.issue import Comment, Issue
from cadence.core.ports import Detail
from cadence.core.site import IssueType, Project, Site
from cadence.delivery.clock import SystemClock
from cadence.mirror.model import batched

MANY, FEW = 100_000, 5_000
A_NIGHT = 300
"""Bugs that are new, or otherwise, in the night after."""
NEW = 100
"""How many of these are new."""
CLUSTERED, FEW_CLUSTERED = 10_000, 2_000
"""Bugs that are clustered anew by HDBSCAN, whose time grows with their square."""
READ_AT = datetime(2026, 11, 1, tzinfo=UTC)


def run(bench: Bench) -> None:
    many = FEW if bench.quick else MANY
    told = json.loads(_apart("--bugs", str(many), "--json"))
    rows = [
        (name, f"{each['s']:,.1f} s", f"{each['cpu']:,.1f} s", f"{each['mb']:,.0f} MB")
        for name, each in told.items()
    ]
    show(f"Scanning {many:,} bugs, SQLite", ("", "time", "of it CPU", "most memory"), rows)
    say(_against(FEW_CLUSTERED if bench.quick else CLUSTERED))


def _against(many: int) -> str:
    """Both of as many bugs, each in a process of its own."""
    ours = json.loads(_apart("--bugs", str(many), "--json"))["first scan"]
    with TemporaryDirectory(prefix="cadence-bench-") as folder:
        copied = ("--folder", folder, "--bugs", str(many))
        _apart("--do", "fill", *copied)
        theirs = json.loads(_apart("--do", "cluster", *copied))
    return (
        f"HDBSCAN of {many:,} (scikit-learn, 128 dimensions), read and clustered: {theirs['cpu']:,.1f} s of CPU, "
        f"{theirs['mb']:,.0f} MB; our first scan of as many, read, masked, compared, kept and tested: "
        f"{ours['cpu']:,.1f} s, {ours['mb']:,.0f} MB; "
        f"{ours['cpu'] / theirs['cpu']:.2f} of its CPU, {ours['mb'] / theirs['mb']:.2f} of its memory"
    )


# --- in a process of its own, for its memory -----------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.patterns", description=__doc__)
    parser.add_argument("--bugs", type=int, default=MANY)
    parser.add_argument("--against", type=int, help="as many against HDBSCAN")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--do", choices=("fill", "night", "cluster"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.against:
        print(_against(given.against))
        return
    if given.do == "cluster":
        print(json.dumps(_clustered(_engine(given.folder))))
        return
    if given.do:
        {"fill": _fill, "night": _a_night}[given.do](_engine(given.folder), given.bugs)
        return
    with TemporaryDirectory(prefix="cadence-bench-") as folder:
        told = measured(Path(folder), given.bugs)
    if given.json:
        print(json.dumps(told))
        return
    print(f"{given.bugs:,} bugs{'':17} {'time':>12} {'of it CPU':>12} {'most memory':>12}")
    for name, each in told.items():
        print(f"{name:28} {each['s']:10,.1f} s {each['cpu']:10,.1f} s {each['mb']:9,.0f} MB")


def measured(folder: Path, many: int) -> dict[str, dict[str, float]]:
    """Of each step, seconds, how many of them were spent computing, and the most memory that the process had had by its
    end."""
    told: dict[str, dict[str, float]] = {}

    @contextmanager
    def step(name: str) -> Iterator[None]:
        began, computed = time.monotonic(), time.process_time()
        yield
        told[name] = {
            "s": time.monotonic() - began,
            "cpu": time.process_time() - computed,
            "mb": _most_memory(),
        }
        print(f"{name}: {told[name]}", file=sys.stderr, flush=True)

    copied = ("--folder", str(folder), "--bugs", str(many))
    # In another process: what is read there to fill the copy is none of the scan's memory.
    _apart("--do", "fill", *copied)
    engine = _engine(folder)
    parts = scans(config.read({}), engine, SystemClock())
    at = _busiest(engine)
    with step("learning what is alike"):
        parts.scanning.likening.catch_up()
    with step("taking in and grouping"):
        parts.scanning.intake.take_in()
    with step("looking at all areas"):
        _look(parts, at)
    told["first scan"] = {
        unit: sum(each[unit] for each in told.values()) for unit in ("s", "cpu")
    } | {"mb": told["looking at all areas"]["mb"]}
    with step("intake that brings nothing"):
        parts.scanning.taken_in()
    _apart("--do", "night", *copied)
    with step(f"a night: {A_NIGHT} taken in"):
        taken = parts.scanning.taken_in()
    assert taken.changed == A_NIGHT, taken
    with step("a night: looked at"):
        _look(parts, at)
    return told


def _apart(*known: str) -> str:
    """What another process prints."""
    asked = (sys.executable, "-m", "benchmarks.patterns", *known)
    done = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    return done.stdout


def _most_memory() -> float:
    """In MB, of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _engine(folder: Path) -> Engine:
    engine = make_engine(f"sqlite:///{folder}/bench.sqlite3", connections=4)
    upgrade(engine)
    return engine


def _busiest(engine: Engine) -> datetime:
    """When half of the bugs had come, and most goes on."""
    created = mirrored_issues.c.created_at
    with reading(engine) as connection:
        many = connection.execute(select(func.count()).select_from(mirrored_issues)).scalar_one()
        half = select(created).order_by(created).offset(many // 2).limit(1)
        found: datetime = connection.execute(half).scalar_one()
    return found


def _look(parts: Scans, at: datetime) -> None:
    scan = parts.looking.looked(at)
    print(f"{scan.areas} areas, {scan.tested} tests, {len(scan.findings)} found", file=sys.stderr)


def _issues(many: int) -> Iterator[Issue]:
    """Bugs alone; each repetition of the data is a project."""
    parser = Parser(
        ids=FieldIds(sprint="customfield_10020", epic="customfield_10014"), detail=Detail.FULL
    )
    read = [parser.issue(each, READ_AT) for each in data.issues()]
    bugs = sorted(
        (each for each in read if each.type == "Bug" and each.level is None),
        key=lambda each: each.created_at,
    )

    def repeated() -> Iterator[Issue]:
        repetition = 0
        while True:
            for number, each in enumerate(bugs):
                project = f"{each.project}{repetition}"
                yield replace(
                    each,
                    id=f"{repetition}.{number}",
                    key=f"{project}-{number + 1}",
                    project=project,
                    links=(),
                )
            repetition += 1

    return islice(repeated(), many)


def _fill(engine: Engine, many: int) -> None:
    projects: dict[str, None] = {}
    for page in batched(_issues(many), 1000):
        projects.update(dict.fromkeys(each.project for each in page))
        _write(engine, page)
    site = Site(
        url="https://jira.example.com",
        flavour="cloud",
        projects=tuple(Project(key=each, name=each) for each in projects),
        types=(IssueType(name="Bug"),),
        read_at=READ_AT,
    )
    with writing(engine) as connection:
        connection.execute(
            mirrored_site.insert(), {"id": 1, "read_at": READ_AT, "body": site_body(site)}
        )
    _stand(engine, tuple(projects), READ_AT + timedelta(hours=1))


def _write(engine: Engine, issues: tuple[Issue, ...]) -> None:
    """What the feed reads of a copy, without what else there is in one."""
    with writing(engine) as connection:
        ids = [each.id for each in issues]
        connection.execute(mirrored_issues.delete().where(mirrored_issues.c.id.in_(ids)))
        added = connection.execute(
            mirrored_issues.insert().returning(mirrored_issues.c.seq, mirrored_issues.c.id),
            [row(each) for each in issues],
        )
        seqs = {each.id: each.seq for each in added}
        bodies = [{"issue": seqs[each.id], "body": body(each)} for each in issues]
        connection.execute(mirrored_bodies.insert(), bodies)


def _stand(engine: Engine, projects: tuple[str, ...], at: datetime) -> None:
    with writing(engine) as connection:
        connection.execute(mirrored_projects.delete())
        stands = [{"project": each, "begun_at": at, "as_of": at} for each in projects]
        connection.execute(mirrored_projects.insert(), stands)


def _a_night(engine: Engine, many: int) -> None:
    later = READ_AT + timedelta(hours=12)
    every = list(islice(_issues(many), A_NIGHT))
    new = [
        replace(each, id=f"new.{place}", key=f"{each.project}-{900_000 + place}", read_at=later)
        for place, each in enumerate(every[:NEW])
    ]
    said = Comment(author="Somebody Else", at=later, text="it happens here too")
    changed = [
        replace(each, comments=(*each.comments, said), read_at=later) for each in every[NEW:]
    ]
    _write(engine, (*new, *changed))
    with writing(engine) as connection:
        connection.execute(update(mirrored_projects).values(as_of=later + timedelta(hours=1)))


def _clustered(engine: Engine) -> dict[str, float]:
    from sklearn.cluster import HDBSCAN  # noqa: PLC0415 - measured against, and nowhere else
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415 - the same
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - the same

    began, computed = time.monotonic(), time.process_time()
    with reading(engine) as connection:
        texts = [
            f"{read['summary']} {read['description'] or ''}"
            for read in map(
                json.loads, connection.execute(select(mirrored_bodies.c.body)).scalars()
            )
        ]
    words = TfidfVectorizer(max_features=20_000).fit_transform(texts)
    points = TruncatedSVD(128, random_state=7).fit_transform(words)
    HDBSCAN(min_cluster_size=3, copy=True).fit(points)
    return {
        "s": time.monotonic() - began,
        "cpu": time.process_time() - computed,
        "mb": _most_memory(),
    }


if __name__ == "__main__":
    main()
