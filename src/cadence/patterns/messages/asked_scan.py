"""What somebody who asks for a scan is told."""

from collections.abc import Sequence
from datetime import datetime

from cadence.core.message import Actions, Bullets, Message, Note, Paragraph, bold, line
from cadence.core.words import counted, cut
from cadence.patterns.messages.listing import LIST_BUTTON
from cadence.patterns.messages.looked import not_yet, scanned, untested
from cadence.patterns.messages.words import MOST_SENTENCE
from cadence.patterns.model.pattern import Pattern, Step
from cadence.patterns.model.scan import Looked, Progress

MOST_NEWS = 20

NOT_COPIED = (
    "Nothing can be scanned: no project is copied from Jira. Name some under [mirror] projects in "
    "cadence.toml."
)
NO_COPY_YET = (
    "I could not scan: there is no copy of Jira’s bugs yet. The first one is read after the start, or by "
    "`cadence sync`; ask again after that."
)


def begun(going_on: Progress | None) -> Message:
    if going_on is None:
        said = "I begin to scan the bugs, and tell you directly how it went."
    else:
        said = f"A scan is going on already ({_far(going_on)}). I tell you directly how it went."
    return Message(summary=said, blocks=(Paragraph(line(said)),))


def on_the_way(standing: Progress | None) -> Message:
    said = f"Still scanning: {_far(standing)}." if standing else "The scan waits for its turn."
    return Message(summary=said, blocks=(Paragraph(line(said)),))


def _far(standing: Progress) -> str:
    if standing.total:
        return f"{standing.step}, {standing.done:,} of {standing.total:,}"
    return f"{standing.step}, {standing.done:,} so far" if standing.done else standing.step


def through() -> Message:
    return Message(summary="The scan is over.", blocks=(Paragraph(line("The scan is over.")),))


def failed(reference: str) -> str:
    return (
        f"The scan failed on my side ({reference}), so nothing was found, which is not “there is nothing”. It is tried "
        "again at night."
    )


def over(looked: Looked, news: Sequence[tuple[Pattern, Step]], at: datetime) -> Message:
    """`news`: what is new, worse or back by this scan, as far as the reader may see it."""
    said = (
        f"The scan is over: {counted(len(news), 'pattern')} to tell of."
        if news
        else "The scan is over: nothing new, nothing worse, nothing back."
    )
    left = len(news) - MOST_NEWS
    lines = tuple(
        line(bold(each.label), f" {step}: {cut(each.sentence, MOST_SENTENCE)}")
        for each, step in news[:MOST_NEWS]
    )
    return Message(
        summary=said,
        blocks=(
            Paragraph(line(said)),
            *((Bullets(lines),) if lines else ()),
            *((Note(line(f"… and {left} more.")),) if left > 0 else ()),
            Note(scanned(looked, at)),
            *untested(looked),
            *not_yet(looked),
            Actions((LIST_BUTTON,)),
        ),
    )
