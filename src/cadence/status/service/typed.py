"""What else may be typed after `/cadence`: questions, and whether Cadence is well."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cadence.core.heard import Heard
from cadence.core.message import Bullets, Line, Message, Note, Paragraph, bold, line
from cadence.core.ports import Check, Health
from cadence.delivery import replying
from cadence.delivery.desk import Flow, Said, Usage
from cadence.delivery.job import Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Flow):
    ask_all: Callable[[], tuple[Check, ...]]
    """Asks every connector; it takes seconds where one is away."""

    @property
    def usage(self) -> tuple[Usage, ...]:
        return (
            Usage(typed="QUESTION", does="answers it from Jira, as `/bug` does"),
            Usage(typed="watches", does="the bugs that you wait for"),
            Usage(typed="health", does="whether Slack, Jira and the rest answer"),
        )

    @property
    def verbs(self) -> Mapping[str, Said]:
        return {"health": self.health}

    def health(self, heard: Heard, words: str) -> Settlement:  # noqa: ARG002 - the shape of Said
        return replying.answered(heard, told(self.ask_all()))


def told(checks: tuple[Check, ...]) -> Message:
    """Without the reasons, which may name addresses: those are for who runs it."""
    ill = [each for each in checks if each.health is not Health.HEALTHY]
    says = "All is well." if not ill else "Not all is well."
    return Message(
        summary=says,
        blocks=(
            Paragraph(line(bold(says))),
            Bullets(tuple(map(_checked, checks))),
            Note(line("Who runs Cadence is told why, and what to do, by `cadence doctor`.")),
        ),
    )


def _checked(check: Check) -> Line:
    return line(f"{check.connector}: ", bold(check.health.value))
