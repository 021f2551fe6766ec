"""The whole call to Claude, over HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from claude_support import MODEL, SHAPE, a_request, a_writer

from cadence.adapters.claude.called import Called
from cadence.adapters.claude.writer import ClaudeWriter
from cadence.core.errors import (
    BudgetSpent,
    Unreadable,
    WriterError,
    WriterRefused,
    WriterUnavailable,
)
from cadence.sandbox.claude.faults import Fault, Kind
from cadence.sandbox.claude.replies import Reply, Stop
from cadence.sandbox.claude.server import ClaudeSandbox
from fakes.clock import FakeClock

SAID = {"title": "Postgres für das Hauptbuch 🙂 " * 5, "ts": ["1.1", "2.2"]}

Connected = Callable[..., ClaudeWriter]


@pytest.fixture
def connected(claude: ClaudeSandbox) -> Iterator[Connected]:
    opened: list[ClaudeWriter] = []

    def connect(**settings: Any) -> ClaudeWriter:
        opened.append(a_writer(claude, **settings))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


class Watch:
    """Time that stands still but for what is slept."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


# --- what is sent ------------------------------------------------------------------------------------------


def test_a_shape_is_asked_for_by_structured_output(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    claude.replies.script(Reply(value=SAID))
    assert connected().write(a_request()) == SAID
    (asked,) = claude.asked
    assert asked.body == {
        "model": MODEL,
        "max_tokens": 4000,
        "system": "Find the title.",
        "messages": [{"role": "user", "content": "We go with Postgres."}],
        "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": SHAPE}},
        "stream": True,
    }


def test_a_shape_is_asked_for_by_a_tool_where_the_settings_say_so(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    claude.replies.script(Reply(value=SAID))
    writer = connected(shaping="tool", model="claude-sonnet-4-5")
    with pytest.warns(DeprecationWarning, match="claude-sonnet-4-5"):
        assert writer.write(a_request()) == SAID
    (asked,) = claude.asked
    assert asked.body["tool_choice"] == {"type": "tool", "name": "answer"}
    assert asked.body["tools"][0]["input_schema"] == SHAPE
    assert "output_config" not in asked.body


def test_thinking_before_an_answer_is_no_part_of_it(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    claude.replies.script(Reply(value=SAID, thinking='{"title": "no", "ts": []}'))
    assert connected().write(a_request()) == SAID


def test_an_answer_that_is_not_streamed_is_read_as_well(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    claude.faults.add(Fault(kind=Kind.WHOLE, times=2))
    claude.replies.script(Reply(value=SAID), Reply(value=SAID))
    assert connected().write(a_request()) == SAID
    assert connected(shaping="tool").write(a_request()) == SAID


# --- what goes wrong ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        (Fault(kind=Kind.ERROR, status=400, message="no"), WriterRefused, "400"),
        (Fault(kind=Kind.ERROR, status=401), WriterRefused, "key"),
        (Fault(kind=Kind.ERROR, status=402), WriterRefused, "account"),
        (Fault(kind=Kind.ERROR, status=403), WriterRefused, "account"),
        (Fault(kind=Kind.ERROR, status=404, message="model: x"), WriterRefused, "model: x"),
        (Fault(kind=Kind.ERROR, status=413), WriterRefused, "413"),
        (
            Fault(kind=Kind.ERROR, status=429, code="enforced_spend_limit_reached"),
            WriterRefused,
            "limit",
        ),
        (Fault(kind=Kind.HTML), Unreadable, "JSON"),
        (Fault(kind=Kind.MALFORMED), Unreadable, "JSON"),
        (Fault(kind=Kind.WRONG_SHAPE), WriterUnavailable, "broke off"),
    ],
)
def test_what_trying_again_does_not_mend_is_told_at_once(
    claude: ClaudeSandbox,
    connected: Connected,
    fault: Fault,
    error: type[WriterError],
    says: str,
) -> None:
    claude.faults.add(*[fault] * 2)
    with pytest.raises(error, match=says):
        connected().write(a_request())
    assert len(claude.asked) == (2 if fault.kind is Kind.WRONG_SHAPE else 1)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind=Kind.ERROR, status=429, retry_after="2"),
        Fault(kind=Kind.ERROR, status=500),
        Fault(kind=Kind.ERROR, status=529),
        Fault(kind=Kind.DROP),
        Fault(kind=Kind.CUT),
        Fault(kind=Kind.UNFINISHED),
        Fault(kind=Kind.FAILS_MIDWAY, status=529),
        Fault(kind=Kind.FAILS_MIDWAY, status=500),
    ],
)
def test_what_may_go_better_is_tried_once_more(
    claude: ClaudeSandbox, connected: Connected, fault: Fault
) -> None:
    claude.faults.add(fault)
    claude.replies.rule(lambda _: Reply(value=SAID))
    assert connected().write(a_request()) == SAID
    assert len(claude.asked) == 2

    claude.faults.add(fault, fault)
    with pytest.raises(WriterUnavailable):
        connected().write(a_request())
    assert len(claude.asked) == 4


def test_a_wait_that_was_asked_for_is_waited(claude: ClaudeSandbox, connected: Connected) -> None:
    watch = Watch()
    claude.faults.add(Fault(kind=Kind.ERROR, status=429, retry_after="7"))
    claude.replies.rule(lambda _: Reply(value=SAID))
    connected(monotonic=watch, sleep=watch.sleep).write(a_request())
    (slept,) = watch.slept
    assert 7 <= slept <= 7.5


def test_a_wait_beyond_the_deadline_is_not_begun(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    watch = Watch()
    claude.faults.add(Fault(kind=Kind.ERROR, status=529, retry_after="60"))
    with pytest.raises(WriterUnavailable, match="overloaded"):
        connected(monotonic=watch, sleep=watch.sleep).write(a_request())
    assert watch.slept == []
    assert len(claude.asked) == 1


@pytest.mark.parametrize(
    ("reply", "error", "says"),
    [
        (Reply(stop=Stop.REFUSAL), WriterRefused, "declines"),
        (Reply(stop=Stop.REFUSAL, category="cyber"), WriterRefused, "cyber"),
        (Reply(value=SAID, stop=Stop.REFUSAL), WriterRefused, "declines"),
        (Reply(value=SAID, stop=Stop.TOO_LONG), WriterRefused, "longer"),
        (Reply(value=SAID, stop=Stop.CUT), Unreadable, "cut off"),
        (Reply(text=""), Unreadable, "JSON"),
        (Reply(text="Sure! Here it is: {}"), Unreadable, "JSON"),
        (Reply(value={"title": 5, "ts": []}), Unreadable, r"\$\.title"),
    ],
)
def test_an_answer_that_is_none_is_not_taken_for_one(
    claude: ClaudeSandbox,
    connected: Connected,
    reply: Reply,
    error: type[WriterError],
    says: str,
) -> None:
    # A second time too: on a busy machine the first may have come too late.
    claude.replies.script(reply, reply)
    with pytest.raises(error, match=says):
        connected().write(a_request())


def test_an_answer_that_is_longer_than_was_allowed_is_cut_off_by_the_api(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    claude.replies.script(Reply(value={"title": "x" * 5000, "ts": []}))
    with pytest.raises(Unreadable, match="cut off at 100 tokens"):
        connected().write(a_request(most_tokens=100))


def test_nobody_there_is_unavailable() -> None:
    with ClaudeSandbox() as gone:
        writer = a_writer(gone)
    with pytest.raises(WriterUnavailable, match="cannot be reached"):
        writer.write(a_request())
    writer.close()


# --- in time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind=Kind.SLOW, seconds=20),
        Fault(kind=Kind.STALL, seconds=20),
        Fault(kind=Kind.DRIP, seconds=0.2),  # never silent for as long as the deadline is
    ],
)
def test_the_deadline_is_of_the_whole_answer(
    claude: ClaudeSandbox, connected: Connected, fault: Fault
) -> None:
    claude.faults.add(fault)
    claude.replies.script(Reply(value={"title": "word " * 500, "ts": []}))
    writer = connected(deadline=timedelta(seconds=0.6))
    began = time.monotonic()
    with pytest.raises(WriterUnavailable, match="in time"):
        writer.write(a_request())
    assert time.monotonic() - began < 5


def test_a_request_may_allow_less_time_than_the_settings(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    claude.faults.add(Fault(kind=Kind.SLOW, seconds=20))
    with pytest.raises(WriterUnavailable, match="in time"):
        connected().write(a_request(within=timedelta(seconds=0.3)))


def test_a_claude_that_is_away_is_left_alone_for_a_while(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    watch = Watch()
    writer = connected(monotonic=watch)
    claude.faults.add(Fault(kind=Kind.ERROR, status=529, times=None))
    for _ in range(2):
        with pytest.raises(WriterUnavailable, match="529"):
            writer.write(a_request())
    before = len(claude.asked)
    with pytest.raises(WriterUnavailable, match="left alone"):
        writer.write(a_request())
    assert len(claude.asked) == before

    claude.faults.clear()
    claude.replies.rule(lambda _: Reply(value=SAID))
    watch.seconds += 61
    assert writer.write(a_request()) == SAID


@pytest.mark.parametrize("status", [400, 429])
def test_a_claude_that_is_busy_or_refuses_is_not_away(
    claude: ClaudeSandbox, connected: Connected, status: int
) -> None:
    writer = connected()
    claude.faults.add(Fault(kind=Kind.ERROR, status=status, retry_after="0", times=None))
    for _ in range(4):
        with pytest.raises(WriterError, match=str(status)):
            writer.write(a_request())


def test_many_ask_at_once(claude: ClaudeSandbox, connected: Connected) -> None:
    claude.replies.rule(lambda asked: Reply(value={"title": asked.material, "ts": []}))
    writer = connected()
    found: dict[int, Any] = {}

    def ask(number: int) -> None:
        found[number] = writer.write(a_request(material=f"thread {number}"))["title"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == {number: f"thread {number}" for number in range(24)}


# --- within a budget ---------------------------------------------------------------------------------------


def test_what_was_spent_counts_and_a_new_day_begins_anew(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    clock = FakeClock()
    writer = connected(clock=clock, budget=5_000)
    claude.replies.rule(lambda _: Reply(value={"title": "x" * 7_000, "ts": []}))  # 1,750 tokens
    writer.write(a_request())
    with pytest.raises(BudgetSpent):
        writer.write(a_request())
    assert len(claude.asked) == 1
    clock.advance(days=1)
    writer.write(a_request())


def test_a_refused_call_costs_nothing_and_one_that_broke_off_all_it_could(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    writer = connected(budget=9_000)
    claude.faults.add(Fault(kind=Kind.ERROR, status=400))
    for _ in range(3):
        claude.faults.add(Fault(kind=Kind.ERROR, status=400))
        with pytest.raises(WriterRefused):
            writer.write(a_request())
    claude.faults.clear()
    claude.faults.add(Fault(kind=Kind.CUT, times=None))
    with pytest.raises(WriterUnavailable):
        writer.write(a_request())
    with pytest.raises(BudgetSpent):
        writer.write(a_request())


def test_a_budget_of_nothing_sends_nothing(claude: ClaudeSandbox, connected: Connected) -> None:
    with pytest.raises(BudgetSpent):
        connected(budget=0).write(a_request())
    assert claude.asked == ()


# --- what is told of it ------------------------------------------------------------------------------------


def test_every_use_is_counted_by_purpose_and_outcome(
    claude: ClaudeSandbox, connected: Connected
) -> None:
    seen: list[Called] = []
    writer = connected(observe=seen.append, budget=20_000)
    claude.replies.script(Reply(value=SAID), Reply(text="no"), Reply(stop=Stop.REFUSAL))
    writer.write(a_request())
    for _ in range(2):
        with pytest.raises(WriterError):
            writer.write(a_request(purpose="contradiction"))
    claude.faults.add(Fault(kind=Kind.CUT, times=2))
    with pytest.raises(WriterError):
        writer.write(a_request())
    with pytest.raises(WriterError):
        writer.write(a_request(most_tokens=30_000))
    assert [(each.purpose, each.outcome) for each in seen] == [
        ("draft", "well"),
        ("contradiction", "unreadable"),
        ("contradiction", "refused"),
        ("draft", "unavailable"),
        ("draft", "over budget"),
    ]
    assert seen[0].input_tokens > 0
    assert seen[0].output_tokens > 40
    assert all(each.seconds >= 0 for each in seen)


def test_neither_key_nor_material_stands_in_a_log_or_an_error(
    claude: ClaudeSandbox, connected: Connected, caplog: pytest.LogCaptureFixture
) -> None:
    claude.replies.script(Reply(value=SAID), Reply(text="marmalade"))
    writer = connected()
    with caplog.at_level("DEBUG"):
        writer.write(a_request(material="marmalade"))
        with pytest.raises(Unreadable) as raised:
            writer.write(a_request(material="marmalade"))
    assert "marmalade" not in caplog.text + str(raised.value)
    assert claude.api_key not in caplog.text + repr(writer.__dict__)
