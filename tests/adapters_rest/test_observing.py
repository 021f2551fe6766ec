"""Metrics, logs, the intake, and the health of the database."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from cadence.adapters import logs
from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.health import DatabaseHealth
from cadence.adapters.metrics import Metrics
from cadence.core.errors import StoreUnavailable
from cadence.core.ports import Health
from cadence.delivery.intake import Intake
from cadence.delivery.job import NewJob
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore


def test_what_happened_is_counted_by_what_came_of_it() -> None:
    metrics = Metrics(lambda: {"question": 3, "set aside": 1})
    metrics.job("question", "done", 0.2)
    metrics.jira("search", 0.3, "ok")
    metrics.ack(0.001)
    metrics.delivery("question", fresh=True)
    metrics.delivery("question", fresh=False)
    page = metrics.page().decode()
    assert 'cadence_jobs_undone{kind="question"} 3.0' in page
    assert 'cadence_jobs_undone{kind="set aside"} 1.0' in page
    assert 'cadence_job_seconds_count{kind="question",outcome="done"} 1.0' in page
    assert 'cadence_jira_call_seconds_count{operation="search",outcome="ok"} 1.0' in page
    assert "cadence_ack_seconds_count 1.0" in page
    assert 'cadence_deliveries_total{fresh="no",kind="question"} 1.0' in page


def test_a_backlog_that_cannot_be_read_is_left_out_and_not_zero() -> None:
    def away() -> dict[str, int]:
        raise StoreUnavailable("away")

    page = Metrics(away).page().decode()
    assert "cadence_jobs_undone" not in page
    assert "process_cpu_seconds_total" in page


def test_of_one_delivery_that_comes_twice_both_are_counted_and_one_is_kept() -> None:
    store, told = FakeJobStore(FakeClock()), []
    intake = Intake(store, lambda kind, fresh: told.append((kind, fresh)))
    for _ in range(2):
        intake.take(NewJob(kind="question", key="Ev1"))
    assert told == [("question", True), ("question", False)]
    assert len(store.of("question")) == 1


def test_what_cannot_be_kept_is_not_counted_either() -> None:
    store = FakeJobStore(FakeClock(), is_down=True)
    with pytest.raises(StoreUnavailable):
        Intake(store).take(NewJob(kind="question", key="Ev1"))


# --- logs ----------------------------------------------------------------------------------------


@pytest.fixture
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, shape = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**shape)


def logged(capsys: pytest.CaptureFixture[str], form: str, level: str = "INFO") -> list[str]:
    logs.configure(level=level, form=form)
    structlog.get_logger("cadence.test").info("it works", key="Ev1", title="a\nb\x1b[31m")
    logging.getLogger("some.library").warning("careful with %s", "x")
    logging.getLogger("slack_bolt").info("chatter")
    try:
        int("broken")
    except ValueError:
        structlog.get_logger("cadence.test").exception("it failed", job="C-1")
    return capsys.readouterr().err.splitlines()


@pytest.mark.usefixtures("as_before")
def test_logs_for_machines_are_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    works, careful, failed = [json.loads(line) for line in logged(capsys, "json")]
    assert (works["event"], works["key"], works["level"]) == ("it works", "Ev1", "info")
    assert works["logger"] == "cadence.test"
    assert works["timestamp"].endswith("Z")
    assert careful["event"] == "careful with x"
    assert (failed["job"], "ValueError: invalid literal" in failed["exception"]) == ("C-1", True)


@pytest.mark.usefixtures("as_before")
def test_logs_for_people_are_text_and_keep_to_their_level(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "\n".join(logged(capsys, "text", level="WARNING"))
    assert "it works" not in text
    assert "chatter" not in text
    assert "careful with x" in text
    assert "ValueError: invalid literal" in text


# --- the database's health -----------------------------------------------------------------------


def test_a_database_with_every_table_is_healthy(database_url: str) -> None:
    (check,) = DatabaseHealth(database_url).checks()
    assert check.health is Health.HEALTHY
    assert check.facts["kind"] in {"sqlite", "postgresql"}


def test_a_database_without_tables_fails_and_names_the_command(empty_postgres_url: str) -> None:
    (check,) = DatabaseHealth(empty_postgres_url).checks()
    assert (check.health, check.fix) == (Health.FAILING, "cadence db upgrade")
    assert "revision none" in check.why


def test_a_file_without_tables_fails_and_no_file_is_only_degraded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite3"
    (absent,) = DatabaseHealth(url).checks()
    assert (absent.health, absent.fix) == (Health.DEGRADED, "cadence db upgrade")
    engine = make_engine(url, connections=1)
    engine.connect().close()
    engine.dispose()
    (empty,) = DatabaseHealth(url).checks()
    assert empty.health is Health.FAILING


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://u:hush@127.0.0.1:1/x", "oracle://u:hush@x/y", "sqlite://"]
)
def test_an_address_that_leads_nowhere_fails_without_telling_its_password(url: str) -> None:
    (check,) = DatabaseHealth(url).checks()
    assert check.health is not Health.HEALTHY
    assert "hush" not in f"{check.why} {check.fix}"
