"""What every Writer does: the fake, and the real one against a local Messages API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import orjson
import pytest

from cadence.adapters.claude.writer import ClaudeWriter, Shaping
from cadence.core.errors import BudgetSpent, Unreadable, WriterRefused, WriterUnavailable
from cadence.core.ports import Request, Writer
from cadence.sandbox.claude.faults import Fault, Kind
from cadence.sandbox.claude.replies import Reply, Stop
from cadence.sandbox.claude.server import ClaudeSandbox
from fakes.clock import FakeClock
from fakes.writer import FakeWriter

SHAPE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "verdict": {"type": "string", "enum": ["yes", "no"]},
        "because": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["verdict", "because"],
    "additionalProperties": False,
}
YES = {"verdict": "yes", "because": ["Maya said so"]}
ASKED = Request(
    purpose="test",
    instructions="Was it decided?",
    material="the secret word is marmalade",
    shape=SHAPE,
    within=timedelta(seconds=30),
)


class World(Protocol):
    """A writer, and what can be made of it."""

    writer: Writer

    def says(self, answer: Mapping[str, Any] | str) -> None: ...
    def goes_away(self) -> None: ...
    def comes_back(self) -> None: ...
    def declines(self) -> None: ...
    def has_nothing_left(self) -> None: ...
    def asked(self) -> int: ...


@dataclass(slots=True)
class FakeWorld:
    writer: FakeWriter

    def says(self, answer: Mapping[str, Any] | str) -> None:
        self.writer.answers.append(answer)

    def goes_away(self) -> None:
        self.writer.is_away = True

    def comes_back(self) -> None:
        self.writer.is_away = False

    def declines(self) -> None:
        self.writer.declines = True

    def has_nothing_left(self) -> None:
        self.writer.is_spent = True

    def asked(self) -> int:
        return len(self.writer.asked)


@dataclass(slots=True)
class ClaudeWorld:
    writer: ClaudeWriter
    claude: ClaudeSandbox

    def says(self, answer: Mapping[str, Any] | str) -> None:
        text = answer if isinstance(answer, str) else orjson.dumps(answer).decode()
        if isinstance(answer, Mapping):
            self.claude.replies.script(Reply(value=answer))
        else:
            self.claude.replies.script(Reply(text=text))

    def goes_away(self) -> None:
        self.claude.faults.add(Fault(kind=Kind.DROP, times=None))

    def comes_back(self) -> None:
        self.claude.faults.clear()

    def declines(self) -> None:
        self.claude.replies.script(Reply(stop=Stop.REFUSAL))

    def has_nothing_left(self) -> None:
        self.writer = _real(self.claude, budget=100)

    def asked(self) -> int:
        return len(self.claude.asked)


def _real(claude: ClaudeSandbox, **settings: Any) -> ClaudeWriter:
    plain: dict[str, Any] = {
        "api_key": claude.api_key,
        "base_url": claude.url,
        "model": "claude-haiku-5-5",
        "clock": FakeClock(),
        "deadline": timedelta(seconds=30),
        "budget": 1_000_000,
        "sleep": lambda _: None,
    }
    return ClaudeWriter.connect(**(plain | settings))


@pytest.fixture(params=["fake", "output", "tool"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The fake, and the real one in both ways in which it can ask for a shape."""
    if request.param == "fake":
        yield FakeWorld(FakeWriter())
        return
    with ClaudeSandbox() as claude:
        writer = _real(claude, shaping=Shaping(request.param))
        yield ClaudeWorld(writer, claude)
        writer.close()


def test_an_answer_of_the_shape_is_handed_on(world: World) -> None:
    world.says(YES)
    assert world.writer.write(ASKED) == YES


@pytest.mark.parametrize(
    "said",
    [
        "Yes, it was.",
        '{"verdict": "yes", "because": ["Maya',
        "[]",
        {"verdict": "yes"},
        {"verdict": "perhaps", "because": []},
        {"verdict": "yes", "because": [], "aside": "marmalade"},
        {"verdict": "yes", "because": "marmalade"},
    ],
)
def test_what_has_another_shape_is_unreadable_and_not_repeated_to_anyone(
    world: World, said: Mapping[str, Any] | str
) -> None:
    world.says(said)
    with pytest.raises(Unreadable) as raised:
        world.writer.write(ASKED)
    assert "marmalade" not in str(raised.value)


def test_one_that_is_away_is_unavailable_until_it_is_back(world: World) -> None:
    world.goes_away()
    with pytest.raises(WriterUnavailable):
        world.writer.write(ASKED)
    world.comes_back()
    world.says(YES)
    assert world.writer.write(ASKED) == YES


def test_one_that_declines_has_refused(world: World) -> None:
    world.declines()
    with pytest.raises(WriterRefused):
        world.writer.write(ASKED)


def test_with_the_budget_spent_nothing_is_sent(world: World) -> None:
    world.has_nothing_left()
    with pytest.raises(BudgetSpent):
        world.writer.write(ASKED)
    assert world.asked() == 0
