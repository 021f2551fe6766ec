"""A real product's bugs, served by the local Jira and copied."""

import json
import os
from pathlib import Path

import pytest

from cadence.adapters.db.archive import SqlArchive
from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.core.query import Among, Field, IssueQuery, Unresolved
from cadence.mirror.service import Mirror
from cadence.sandbox.jira import Account, JiraSandbox, SandboxClock
from cadence.sandbox.jira.data import load
from fakes.clock import NOON, FakeClock
from jira_world import EMAIL, TOKEN, tracker_at

HERE = Path(__file__).parents[2]
DATA = (HERE / os.environ.get("CADENCE_SHARED_DATA", "../shared/data")).resolve() / "jira"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.exists(), reason="the shared data is not here"),
]


def test_a_real_project_is_copied_and_its_duplicates_are_alike(sqlite_url: str) -> None:
    clock = FakeClock()
    site = load(
        [DATA / "aloy.jsonl.gz"], DATA / "projects.json", shift_to=NOON, clock=SandboxClock(NOON)
    )
    site.add_account(Account(user_id="c" * 24, email=EMAIL, token=TOKEN))
    engine = make_engine(sqlite_url)
    with JiraSandbox(site) as jira, tracker_at(jira.url, "cloud", clock=clock) as tracker:
        mirror = Mirror(
            tracker=tracker, store=SqlMirrorStore(engine), clock=clock, projects=("ALOY",)
        )
        assert mirror.sync().kept == 1499
        open_bugs = IssueQuery((Among(Field.TYPE, ("Bug",)), Unresolved()))
        live = tracker.search(open_bugs.and_also(Among(Field.PROJECT, ("ALOY",))), limit=0)
    archive = SqlArchive(engine, clock)
    assert archive.search(open_bugs, limit=0).total == live.total > 0
    pairs = json.loads((DATA / "duplicate_pairs_timob_aloy.json").read_text())
    mine = [pair for pair in pairs if all(key.startswith("ALOY-") for key in pair)]
    found = [
        other in [each.key for each in archive.similar(archive.issue(one).summary, limit=20)]
        for one, other in mine
    ]
    assert sum(found) >= len(mine) / 2
    engine.dispose()
