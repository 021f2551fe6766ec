"""Prometheus metrics of this process."""

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from cadence.adapters.claude.called import Called
from cadence.core.errors import StoreUnavailable
from cadence.patterns.model.pattern import State, Step
from cadence.patterns.store.patterns import Patterns

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """What is counted. Its methods fit the observers of the workers and of the tracker."""

    def __init__(
        self, backlog: Callable[[], Mapping[str, int]], patterns: Patterns | None = None
    ) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.registry.register(_Backlog(backlog))
        self.registry.register(_Patterns(patterns))
        self._jobs = Histogram(
            "cadence_job_seconds",
            "Time that a claimed job took, by what came of it",
            ("kind", "outcome"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._jira = Histogram(
            "cadence_jira_call_seconds",
            "Time that a call to Jira took, by operation and outcome",
            ("operation", "outcome"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._claude = Histogram(
            "cadence_claude_call_seconds",
            "Time that a use of Claude took, by purpose and outcome",
            ("purpose", "outcome"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._tokens = Counter(
            "cadence_claude_tokens_total",
            "Tokens read and written by Claude, of answers that came",
            ("purpose", "direction"),
            registry=self.registry,
        )
        self._dropped = Counter(
            "cadence_claude_dropped_total",
            "What Claude drafted and the thread does not say, by field and by what it lacked",
            ("field", "lack"),
            registry=self.registry,
        )
        self._acks = Histogram(
            "cadence_ack_seconds",
            "Time from a Slack request's arrival until it was acknowledged",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._deliveries = Counter(
            "cadence_deliveries_total",
            "Slack requests, by whether they were new or a repetition",
            ("kind", "fresh"),
            registry=self.registry,
        )

    def job(self, kind: str, outcome: str, seconds: float) -> None:
        self._jobs.labels(kind, str(outcome)).observe(seconds)

    def jira(self, operation: str, seconds: float, outcome: str) -> None:
        self._jira.labels(operation, outcome).observe(seconds)

    def claude(self, called: Called) -> None:
        self._claude.labels(called.purpose, called.outcome).observe(called.seconds)
        self._tokens.labels(called.purpose, "read").inc(called.input_tokens)
        self._tokens.labels(called.purpose, "written").inc(called.output_tokens)

    def dropped(self, field: str, lack: str) -> None:
        """Of a draft by Claude."""
        self._dropped.labels(field, lack).inc()

    def ack(self, seconds: float) -> None:
        self._acks.observe(seconds)

    def delivery(self, kind: str, fresh: bool) -> None:
        self._deliveries.labels(kind, "yes" if fresh else "no").inc()

    def page(self) -> bytes:
        return generate_latest(self.registry)


class _Backlog(Collector):
    """Read at the moment of the scrape. A database that doesn't answer leaves the figure out rather than at zero."""

    def __init__(self, backlog: Callable[[], Mapping[str, int]]) -> None:
        self._backlog = backlog

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily("cadence_jobs_undone", "Jobs not yet done", labels=["kind"])
        try:
            for kind, count in self._backlog().items():
                gauge.add_metric([kind], count)
        except StoreUnavailable:
            return
        yield gauge


class _Patterns(Collector):
    """Read from the ledger at the moment of the scrape, so that every process tells the same, and a restart forgets
    nothing. A database that doesn't answer leaves the figures out rather than at zero."""

    def __init__(self, patterns: Patterns | None) -> None:
        self._patterns = patterns

    def collect(self) -> Iterator[Metric]:
        steps = CounterMetricFamily(
            "cadence_pattern_steps",
            "Lines of the ledger of patterns, by what happened",
            labels=["step"],
        )
        states = GaugeMetricFamily(
            "cadence_patterns", "Patterns as they stand, by state", labels=["state"]
        )
        scanned = GaugeMetricFamily(
            "cadence_patterns_scanned_timestamp_seconds", "When bugs were scanned last"
        )
        untested = GaugeMetricFamily(
            "cadence_patterns_untested_areas", "Areas of which the last scan could test nothing"
        )
        if self._patterns is not None:
            try:
                self._read(self._patterns, steps, states, scanned, untested)
            except StoreUnavailable:
                return
        yield from (steps, states, scanned, untested)

    def _read(
        self,
        patterns: Patterns,
        steps: CounterMetricFamily,
        states: GaugeMetricFamily,
        scanned: GaugeMetricFamily,
        untested: GaugeMetricFamily,
    ) -> None:
        happened, looked = patterns.steps(), patterns.looked()
        standing = Tally(each.state for each in patterns.all())
        for step in Step:
            steps.add_metric([step.value], happened.get(step, 0))
        for state in State:
            states.add_metric([state.value], standing[state])
        if looked is not None:
            scanned.add_metric([], looked.at.timestamp())
            untested.add_metric([], len({each.area for each in looked.whole_areas}))
