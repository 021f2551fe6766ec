"""Cards whole: evidence, picture and words together; nothing waits for a picture."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from answers_room import BERLIN, LENA, MARK, NAMES, AnswersRoom, FakeHistories

from cadence.core.message import Audience, Kind, Picture
from cadence.core.people import Person
from cadence.core.plain import plain
from cadence.delivery.picturing import Picturing
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Cause, Ownership, Pattern, State
from cadence.patterns.model.policy import Policy
from cadence.patterns.service.charting import Charting
from cadence.patterns.service.composing import Cards
from cadence.patterns.service.evidence import Evidencing
from cadence.patterns.service.seeing import Seeing
from fakes.between import FakeDecisionLog
from fakes.bugs import FakeBugs
from fakes.clock import FakeClock
from fakes.messenger import FakeMessenger
from fakes.painter import FakePainter
from fakes.pattern_feed import FakeFeed
from fakes.patterns import FakePatterns
from pattern_bugs import a_bug
from pattern_builders import NIGHT, a_pattern

DAY = timedelta(days=1)
ALONE = Audience(user=LENA, channel=None, kind=Kind.DIRECT)


@dataclass
class Desk:
    clock: FakeClock = field(default_factory=lambda: FakeClock(NIGHT))
    feed: FakeFeed = field(default_factory=lambda: FakeFeed(read_at=NIGHT))
    painter: FakePainter = field(default_factory=FakePainter)
    messenger: FakeMessenger = field(
        default_factory=lambda: FakeMessenger(
            people={user: Person(id=user, name=name, zone=BERLIN) for user, name in NAMES.items()}
        )
    )

    def __post_init__(self) -> None:
        patterns, policy = FakePatterns(), Policy(zone="Europe/Berlin")
        seeing = Seeing(patterns=patterns, bugs=FakeBugs(), messenger=self.messenger)
        came = [NIGHT - place * 4 * DAY for place in range(1, 10)]
        for place, at in enumerate(came, 101):
            self.feed.put(a_bug(f"PAY-{place}", created_at=at, summary=f"Retry {place} hangs"))
        self.cards = Cards(
            evidencing=Evidencing(
                feed=self.feed, patterns=patterns, decisions=FakeDecisionLog(), policy=policy
            ),
            charting=Charting(
                histories=FakeHistories(came=came),
                picturing=Picturing(messenger=self.messenger, painter=self.painter),
                policy=policy,
            ),
            seeing=seeing,
            policy=policy,
            clock=self.clock,
        )


def owned() -> Pattern:
    until = (NIGHT + 28 * DAY).date()
    ownership = Ownership(by=MARK, at=NIGHT, cause=Cause.SKILLS, action="Pairing", until=until)
    return a_pattern(state=State.OWNED, ownership=ownership)


def test_a_card_has_its_sentence_its_bugs_and_its_picture() -> None:
    desk = Desk()
    message = desk.cards.card(a_pattern(), Occasion.FOUND, reader=LENA)
    told = plain(message)
    assert "9 similar bugs in 6 weeks, usually 1.4" in told
    assert "Retry 101 hangs" in told
    (picture,) = (each for each in message.blocks if isinstance(each, Picture))
    assert desk.messenger.pictures[picture.file].startswith(b"\x89PNG")
    assert picture.alt


@pytest.mark.parametrize("wrong", ["painter", "slack"])
def test_a_picture_that_cannot_be_had_becomes_its_words(wrong: str) -> None:
    desk = Desk()
    before = desk.cards.card(a_pattern(), Occasion.FOUND, reader=LENA)
    (picture,) = (each for each in before.blocks if isinstance(each, Picture))
    desk = Desk()
    if wrong == "painter":
        desk.painter.fails = True
    else:
        desk.messenger.unreachable = True
    message = desk.cards.card(a_pattern(), Occasion.FOUND, reader=LENA)
    assert not any(isinstance(each, Picture) for each in message.blocks)
    assert picture.alt[:60] in plain(message)


def test_a_chart_ends_where_the_copy_does() -> None:
    desk = Desk()
    desk.clock.set(NIGHT + 40 * DAY)
    told = plain(desk.cards.card(a_pattern(), Occasion.SHOWN, reader=LENA))
    (late,) = desk.painter.painted
    desk.clock.set(NIGHT)
    desk.cards.card(a_pattern(), Occasion.SHOWN, reader=LENA)
    assert desk.painter.painted == [late], "the same picture serves"
    assert "The copy of the tracker is old." in told


def test_who_owns_it_is_named_and_nobody_else() -> None:
    desk = Desk()
    told = plain(desk.cards.card(owned(), Occasion.SHOWN, reader=LENA))
    assert "Owned by Mark Roy" in told
    assert not any(name in told for user, name in NAMES.items() if user != MARK)


def test_shown_to_somebody_who_may_only_read_it_has_nothing_that_changes_it() -> None:
    desk = Desk()
    told = plain(desk.cards.shown(a_pattern(), audience=ALONE, pressable=False))
    assert "I own it…" not in told
    assert "I own it…" in plain(desk.cards.shown(a_pattern(), audience=ALONE, pressable=True))


def test_the_name_that_a_card_is_told_with_is_kept_with_it() -> None:
    room = AnswersRoom()
    named = replace(
        room.escalating,
        named=lambda pattern: replace(
            pattern, name="Retries charge twice", told="A slow gateway is asked again."
        ),
    )
    room.handlers = {**room.handlers, **named.handlers()}
    found = room.find()
    assert (found.name, found.told, found.version) == (
        "Retries charge twice",
        "A slow gateway is asked again.",
        2,
    )
    assert "A slow gateway is asked again." in room.to(LENA)[0].text
