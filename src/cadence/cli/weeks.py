"""A week of the sample company's reviews, on time that is moved on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from zoneinfo import ZoneInfo

from rich.text import Text

from cadence.assembly.whole import Cadence
from cadence.cli.demo import PATIENCE, Play, control, named
from cadence.cli.script import DIRECT
from cadence.core.errors import CadenceError
from cadence.sandbox.company.onward import Onward
from cadence.sandbox.jira.clock import SandboxClock
from cadence.sandbox.slack.model import Message

ZONE = ZoneInfo("Europe/Berlin")
"""Of both reviews."""
HANNAH, DIEGO, SOFIA, PRIYA = "hannah.weiss", "diego.fuentes", "sofia.lindqvist", "priya.raman"
PORTFOLIO, REVENUE, LOG = "portfolio", "revenue-review", "decisions"

SUNK = "Push that brings back"
"""The bet whose exit criterion is met."""
CORRECTED = {
    "Where does the metric stand? (%)": "10.6",
    "How sure are you that it reaches its target? (0 to 100 %)": "30",
    "What changed for customers since last time?": (
        "Evening reminders are out for everybody. Shoppers mute them, and fewer come back."
    ),
}
DECISION = {
    "Decision": "Sunset",
    "In your words": f"We end {SUNK}, and its people move to in-store pickup.",
    "Why": "It is below what we started from, and nobody has another idea that is worth a quarter.",
}


SCENES = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    play: Play
    cadence: Cadence
    clock: SandboxClock
    onward: Onward
    """What goes on in Jira meanwhile."""
    pictures: Path
    """Where the pictures are put that people see."""
    shown: set[str] = field(default_factory=set)
    """Ids of those that are there."""

    def scenes(self, first: int) -> Iterator[Text]:
        """Numbered from `first` on. Raises CadenceError for silence."""
        monday = _monday(self.clock.now().astimezone(ZONE).date())
        tuesday, wednesday = monday + timedelta(days=1), monday + timedelta(days=2)
        told = (
            ("The portfolio review: on Monday the check-in arrives filled in", self._asked(monday)),
            ("One press confirms it", self._confirmed()),
            ("Or it is corrected", self._corrected()),
            ("Only who has not answered is reminded", self._reminded(monday)),
            ("The NRR review asks those who own what moves revenue", self._inputs(tuesday)),
            ("The digest: what changed, the board, who did not answer", self._board(tuesday)),
            ("What is due goes to the owners of the portfolio alone, as a question", self._due()),
            ("Their answer is a decision", self._decided()),
            ("The digest of the NRR review, with figures that reconcile", self._figures(wednesday)),
        )
        for number, (title, shown) in enumerate(told, start=first):
            yield Text(f"\n{number}. {title}", "bold")
            yield from shown

    # --- Monday ------------------------------------------------------------------------------------

    def _asked(self, monday: date) -> Iterator[Text]:
        yield from self._then(monday, "09:00", HANNAH, DIRECT)

    def _confirmed(self) -> Iterator[Text]:
        message = self._last(HANNAH, DIRECT)
        self._press(HANNAH, message, "Confirm")
        yield Text(f"{self.play.name(HANNAH)} presses Confirm, and the message says so.", "italic")
        self._changed(message)

    def _corrected(self) -> Iterator[Text]:
        message = self._last(DIEGO, DIRECT)
        yield Text(f"{self.play.name(DIEGO)} presses Correct…:", "italic")
        self._press(DIEGO, message, "Correct…")
        form = self.play.modal(DIEGO)
        filled = named(form, CORRECTED)
        if len(filled) < len(CORRECTED):
            raise CadenceError(f"{self.play.name(DIEGO)} was not asked all that is corrected")
        self.play.slack.people.submit(DIEGO, form.id, filled)
        self.play.modal(DIEGO, after=form)
        yield self._seen(DIEGO, self._changed(message))

    def _reminded(self, monday: date) -> Iterator[Text]:
        yield from self._then(monday, "16:00", SOFIA, DIRECT)

    # --- Tuesday -----------------------------------------------------------------------------------

    def _inputs(self, tuesday: date) -> Iterator[Text]:
        yield from self._then(tuesday, "09:00", HANNAH, DIRECT)

    def _board(self, tuesday: date) -> Iterator[Text]:
        yield from self._then(tuesday, "12:00", PRIYA, PORTFOLIO)
        yield from self._pictures(PORTFOLIO)

    def _due(self) -> Iterator[Text]:
        self.play.waited(lambda: self._by_us(PRIYA, DIRECT), f"no question to {PRIYA}")
        yield from self.direct(PRIYA, self._question())

    def _decided(self) -> Iterator[Text]:
        before = len(self.play.by_us(LOG))
        question = self._question()
        self._press(PRIYA, question, "Decide…", below=SUNK)
        form = self.play.modal(PRIYA)
        said = "; ".join(f"{label}: “{words}”" for label, words in DECISION.items())
        yield Text(f"{self.play.name(PRIYA)} presses Decide… and fills in {said}", "italic")
        self.play.slack.people.submit(PRIYA, form.id, named(form, DECISION))
        recorded = self.play.next(LOG, before, "nothing in the log")
        yield Text(f"#{LOG}", "bold cyan")
        yield self._seen(PRIYA, recorded)
        yield from self.direct(PRIYA, self._changed(question))

    # --- Wednesday ---------------------------------------------------------------------------------

    def _figures(self, wednesday: date) -> Iterator[Text]:
        yield from self._then(wednesday, "12:00", PRIYA, REVENUE)
        yield from self._pictures(REVENUE)

    # --- how -----------------------------------------------------------------------------------------

    def _then(self, day: date, at: str, user: str, channel: str) -> Iterator[Text]:
        """What they see there first once time has moved on to this moment."""
        self.rest()
        before = len(self._by_us(user, channel))
        moment = datetime.combine(day, time.fromisoformat(at), tzinfo=ZONE)
        self.go_to(moment)
        place = self.play.place(user, channel)
        message = self.play.next(place, before, f"nothing was said to {user} at {at}")
        yield Text(f"{moment:%A, %H:%M} in Berlin", "italic")
        if channel == DIRECT:
            yield from self.direct(user, message)
        else:
            yield Text(f"#{channel}", "bold cyan")
            yield self._seen(user, message)

    def go_to(self, moment: datetime) -> None:
        """Once nothing is being worked on; what happens in Jira until then has happened."""
        self.rest()
        self.onward.to(moment.astimezone(UTC))
        self.clock.jump(moment.astimezone(UTC))
        self.cadence.heartbeat.tick()

    def rest(self) -> None:
        """Until nothing is being worked on: a lease does not outlast a day that passes at once."""
        store, workers = self.cadence.store, self.cadence.workers
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline:
            due = store.next_due(kinds=workers.kinds)
            if not workers.running and (due is None or due > self.clock.now()):
                return
            sleep(0.05)

    def direct(self, user: str, message: Message) -> Iterator[Text]:
        yield Text(f"direct message to {self.play.name(user)}", "bold cyan")
        yield self._seen(user, message)

    def _question(self) -> Message:
        """The one about the bet whose exit criterion is met."""

        def now() -> Message | None:
            said = self._by_us(PRIYA, DIRECT)
            return next((each for each in said if SUNK in str(each.blocks)), None)

        return self.play.waited(now, f"no question to {PRIYA}")

    def _pictures(self, channel: str) -> Iterator[Text]:
        """Those that are new there, as files."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        blocks = [block for message in self.play.by_us(channel) for block in message.blocks]
        there = {each["slack_file"]["id"] for each in blocks if each["type"] == "image"}
        for each in self.play.slack.workspace.files.pictures():
            file = self.pictures / each.name
            if each.id in there - self.shown:
                self.shown.add(each.id)
                file.write_bytes(each.content)
                yield Text(f"        (the picture “{each.title}” is in {file})", "dim italic")

    def _press(self, user: str, message: Message, label: str, *, below: str = "") -> None:
        action, value = control(message, label, below=below)
        people = self.play.slack.people
        people.press(user, message.channel, message.ts, action, value).wait()

    def _changed(self, message: Message) -> Message:
        def now() -> Message | None:
            current = self.play.slack.workspace.channel(message.channel).messages[message.ts]
            return current if current.blocks != message.blocks else None

        return self.play.waited(now, "a message stayed as it was")

    def _last(self, user: str, channel: str) -> Message:
        return self.play.waited(lambda: self._by_us(user, channel), f"nothing to {user}")[-1]

    def _by_us(self, user: str, channel: str) -> list[Message]:
        return self.play.by_us(self.play.place(user, channel))

    def _seen(self, user: str, message: Message) -> Text:
        return self.play.reader(user).message(message, indent="    ")


def _monday(today: date) -> date:
    """The first one that is ahead."""
    return today + timedelta(days=7 - today.weekday())
