"""A pattern in the sample company, from the night's scan until its rate fell, on time that is moved on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rich.text import Text

from cadence.cli.demo import control, named
from cadence.cli.script import DIRECT
from cadence.cli.weeks import ZONE, Weeks
from cadence.core.errors import CadenceError
from cadence.sandbox.slack.model import Message

AMARA = "amara.okafor"
PATTERN = "similar bugs in"
"""What the card of the pattern says that is followed."""
FELL = "the rate fell"
UNTIL = "When the rate is tested"
OWNED = {
    "What in the system brings it about": "code health",
    "What is done about it": "Each capture gets an idempotency key, and a test that replays a slow gateway.",
}
OVER = {"recurrence": 0.0}
"""Once she owns it, it happens no more."""
WEEKS = 6
"""Until the rate is tested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    weeks: Weeks

    def scenes(self, first: int) -> Iterator[Text]:
        """Numbered from `first` on. Raises CadenceError for silence."""
        told = (
            (
                "At night every area's bugs are tested: a pattern goes to the lead who owns the area",
                self._found(),
            ),
            ("She owns it: a cause in the system, an action, a date", self._owned()),
            ("Weeks later, on that date, the rate is tested", self._tested()),
        )
        for number, (title, shown) in enumerate(told, start=first):
            yield Text(f"\n{number}. {title}", "bold")
            yield from shown

    def _found(self) -> Iterator[Text]:
        self._night(self.weeks.clock.now().astimezone(ZONE).date() + timedelta(days=1))
        yield from self._told(self._message(PATTERN), "pattern-found.png")

    def _owned(self) -> Iterator[Text]:
        play, card = self.weeks.play, self._message(PATTERN)
        action, value = control(card, "I own it…")
        play.slack.people.press(AMARA, card.channel, card.ts, action, value).wait()
        form = play.modal(AMARA)
        said = OWNED | {UNTIL: self._until().isoformat()}
        filled = named(form, said)
        if len(filled) < len(said):
            raise CadenceError(f"{play.name(AMARA)} was not asked all that is filled in")
        play.slack.people.submit(AMARA, form.id, filled)
        words = "; ".join(f"{label}: “{given}”" for label, given in said.items())
        yield Text(f"{play.name(AMARA)} presses I own it… and fills in {words}", "italic")
        play.modal(AMARA, after=form)

    def _tested(self) -> Iterator[Text]:
        until = self._until()
        self._night(until - timedelta(weeks=2))
        self._night(until)
        self._to(until, "12:00")
        yield Text(f"{until:%A, %d %B}: since then no payment was charged twice", "italic")
        yield from self._told(self._message(FELL), "pattern-tested.png")

    # --- how -----------------------------------------------------------------------------------------

    def _until(self) -> date:
        """A Monday, the same throughout."""
        start = self.weeks.onward.began.astimezone(ZONE).date()
        return start + timedelta(days=7 * (WEEKS + 2) - start.weekday())

    def _night(self, day: date) -> None:
        """What happened in Jira is copied before the scan looks at it."""
        self._to(day, "01:30")
        if self.weeks.cadence.mirror:
            self.weeks.cadence.mirror.sync()
        self._to(day, "02:05")
        self.weeks.rest()

    def _to(self, day: date, at: str) -> None:
        self.weeks.go_to(datetime.combine(day, time.fromisoformat(at), tzinfo=ZONE))

    def _message(self, words: str) -> Message:
        play = self.weeks.play
        place = play.place(AMARA, DIRECT)

        def now() -> Message | None:
            return next((each for each in play.by_us(place) if words in each.text), None)

        return play.waited(now, f"{play.name(AMARA)} was not told")

    def _told(self, message: Message, picture: str) -> Iterator[Text]:
        yield from self.weeks.direct(AMARA, message)
        files, folder = self.weeks.play.slack.workspace.files, self.weeks.pictures
        for each in message.blocks:
            if each["type"] == "image":
                folder.mkdir(parents=True, exist_ok=True)
                file = folder / picture
                file.write_bytes(files.get(each["slack_file"]["id"]).content)
                yield Text(f"        (the picture is in {file})", "dim italic")
