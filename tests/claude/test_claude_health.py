"""Whether Claude works, as doctor and metrics tell it."""

from datetime import timedelta
from typing import Any

import pytest
from claude_support import a_request, a_writer
from prometheus_client.parser import text_string_to_metric_families

from cadence import config
from cadence.adapters.claude.called import Called
from cadence.adapters.metrics import Metrics
from cadence.assembly import parts, upkeep
from cadence.core.errors import SettingsError
from cadence.core.ports import Check, Health
from cadence.sandbox.claude.faults import Fault, Kind
from cadence.sandbox.claude.server import ClaudeSandbox
from fakes.clock import FakeClock


def looked(claude: ClaudeSandbox, **settings: Any) -> Check:
    writer = a_writer(claude, **settings)
    try:
        (check,) = writer.checks()
    finally:
        writer.close()
    return check


def test_a_claude_that_works_is_healthy(claude: ClaudeSandbox) -> None:
    check = looked(claude, budget=5000)
    assert check.health is Health.HEALTHY
    assert check.facts == {"model": "claude-haiku-5-5", "tokens left today": "5,000"}
    assert claude.asked == ()


@pytest.mark.parametrize(
    ("settings", "health", "says"),
    [
        ({"api_key": "sk-wrong"}, Health.FAILING, "key"),
        ({"model": "claude-9"}, Health.FAILING, "no such model"),
        ({"model": "claude-sonnet-4-0"}, Health.FAILING, "retired"),
        ({"model": "claude-sonnet-4-5"}, Health.DEGRADED, "being retired"),
    ],
)
def test_what_never_works_has_a_fix(
    claude: ClaudeSandbox, settings: dict[str, str], health: Health, says: str
) -> None:
    check = looked(claude, **settings)
    assert check.health is health
    assert says in check.why
    assert check.fix
    assert "sk-" not in check.why


@pytest.mark.parametrize("status", [500, 529])
def test_a_claude_that_is_away_is_no_failure(claude: ClaudeSandbox, status: int) -> None:
    claude.faults.add(Fault(kind=Kind.ERROR, status=status))
    check = looked(claude)
    assert check.health is Health.DEGRADED
    assert "rules" in check.why


def test_nobody_there_is_degraded_and_looked_at_no_longer_than_the_deadline() -> None:
    with ClaudeSandbox() as gone:
        pass
    assert looked(gone, deadline=timedelta(seconds=2)).health is Health.DEGRADED


# --- settings ----------------------------------------------------------------------------------------------


@pytest.fixture
def environment(claude: ClaudeSandbox) -> dict[str, str]:
    return {"ANTHROPIC_API_KEY": claude.api_key, "ANTHROPIC_BASE_URL": claude.url}


def test_a_key_makes_a_writer_and_none_makes_none(
    claude: ClaudeSandbox, environment: dict[str, str]
) -> None:
    assert parts.writer(config.read({}), FakeClock()) is None
    seen: list[Called] = []
    writer = parts.writer(config.read(environment), FakeClock(), observe=seen.append)
    assert writer is not None
    writer.write(a_request())
    assert [each.outcome for each in seen] == ["well"]
    assert claude.asked[0].body["model"] == "claude-haiku-5-5"
    writer.close()


def test_doctor_looks_at_a_claude_that_is_configured(environment: dict[str, str]) -> None:
    assert upkeep.claude(config.read({}), FakeClock()) == ()
    (check,) = upkeep.claude(config.read(environment), FakeClock())
    assert (check.connector, check.health) == ("Claude", Health.HEALTHY)


def test_the_settings_of_claude_are_read_and_checked(tmp_path: Any) -> None:
    file = tmp_path / "cadence.toml"
    file.write_text(
        '[claude]\nmodel = "claude-opus-5-5"\ndeadline = "45s"\nbudget = 5\nshaping = "tool"\n'
    )
    read = config.read({}, file=file).claude
    assert (read.model, read.deadline, read.budget) == ("claude-opus-5-5", timedelta(seconds=45), 5)
    assert read.shaping == "tool"
    for wrong in ('model = ""', "budget = -1", 'shaping = "x"', 'api_key = "sk"', "deadline = 0"):
        file.write_text(f"[claude]\n{wrong}\n")
        with pytest.raises(SettingsError, match="claude"):
            config.read({}, file=file)


# --- metrics -----------------------------------------------------------------------------------------------


def test_calls_tokens_and_drops_are_metrics() -> None:
    metrics = Metrics(dict)
    metrics.claude(
        Called(purpose="draft", outcome="well", seconds=2, input_tokens=900, output_tokens=80)
    )
    metrics.claude(Called(purpose="draft", outcome="refused", seconds=1))
    metrics.dropped("reasons", "a name")
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(metrics.page().decode())
        for sample in family.samples
    }
    assert samples["cadence_claude_call_seconds_count", "draft", "well"] == 1
    assert samples["cadence_claude_call_seconds_count", "draft", "refused"] == 1
    assert samples["cadence_claude_tokens_total", "draft", "read"] == 900
    assert samples["cadence_claude_tokens_total", "draft", "written"] == 80
    assert samples["cadence_claude_dropped_total", "a name", "reasons"] == 1
