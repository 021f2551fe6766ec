"""Who sees what on a terminal: options that several verbs of the decision log share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from cadence import config
from cadence.assembly.log import Log, existing_log, seen_as
from cadence.decisions.model.access import Seen
from cadence.decisions.store.records import Wanted
from cadence.delivery.clock import SystemClock

Command = TypeVar("Command", bound=Callable[..., Any])

EVERYTHING = Seen(everything=True)

HOW_TO_BEGIN = (
    "The decision log is empty. It begins in Slack, with `/decision new` or the message shortcut “Log decision”, "
    "or with `cadence decisions import DIR` for a folder of decision records."
)


def rights(command: Command) -> Command:
    """--as, --channel and --everything."""
    for option in (
        click.option("--everything", is_flag=True, help="Private channels' decisions too."),
        click.option("--channel", metavar="ID", help="What everyone in this channel may see."),
        click.option("--as", "email", metavar="EMAIL", help="What this person may see alone."),
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The log, and what may be seen of it."""

    log: Log
    seen: Seen
    is_operator: bool
    """Whether nobody else's rights were asked for: then it may be said how much is hidden."""

    @classmethod
    def open(cls, *, email: str | None, channel: str | None, everything: bool) -> "Reader":
        if sum((email is not None, channel is not None, everything)) > 1:
            raise click.ClickException("Give one of --as, --channel and --everything.")
        settings, clock = config.read(), SystemClock()
        log = existing_log(settings, clock)
        seen = EVERYTHING if everything else seen_as(settings, clock, email=email, channel=channel)
        return cls(log=log, seen=seen, is_operator=email is None and channel is None)

    def nothing(self) -> str:
        """Why there is nothing to show."""
        if not self.is_operator:
            return "There is no decision to show."
        hidden = self.log.records.listed(Wanted(), EVERYTHING, limit=1).total
        if hidden and not self.seen.everything:
            return (
                f"There is no decision that everybody may see; --everything shows {hidden:,} more."
            )
        return HOW_TO_BEGIN if not hidden else "There is no decision to show."


def number_of(ref: str) -> int:
    """Of D-42, d-42 or 42."""
    bare = ref.strip().upper().removeprefix("D-")
    if not (bare.isascii() and bare.isdecimal() and len(bare) < 10):
        raise click.ClickException(f"“{ref}” is no decision's number; one is written D-42.")
    return int(bare)
