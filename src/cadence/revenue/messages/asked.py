"""What `/cadence revenue` answers."""

from collections.abc import Iterator, Sequence

from cadence.core.message import Block, Bullets, Message, Paragraph, bold, line
from cadence.revenue.messages import accounts, figures, review
from cadence.revenue.messages.amounts import day_name
from cadence.revenue.model.access import Sight
from cadence.revenue.model.customer import Whose
from cadence.revenue.model.expansion import Lead
from cadence.revenue.model.groups import telling
from cadence.revenue.model.report import Segment
from cadence.revenue.model.review import Review


def told(found: Review, sight: Sight, *, dimension: str | None, minimum: int) -> Message:
    """The figures of a month; by one dimension, where one was named."""
    if found.numbers is None:
        return refused(" ".join(found.gaps_told(names=sight.accounts)) or "There are no figures.")
    report = found.numbers.report
    visible = review.visible(report, sight, minimum)
    shown = _of(visible.shown, dimension)
    withheld = len(_of(visible.withheld, dimension))
    return Message(
        summary=_summary(found),
        blocks=(
            *figures.blocks(found.numbers),
            *figures.segments(shown, withheld, minimum, report.defined),
            *figures.causes(report, telling(report, shown), found.signs),
            *_gaps(found.gaps_told(names=sight.accounts)),
        ),
    )


def _summary(found: Review) -> str:
    assert found.numbers, "it was asked for"  # noqa: S101 - the caller looked
    told = figures.headline(found.numbers)
    return "".join(span.text for span in told if hasattr(span, "text"))


def _of(segments: Sequence[Segment], dimension: str | None) -> tuple[Segment, ...]:
    return tuple(each for each in segments if dimension in (None, each.dimension))


def _gaps(gaps: Sequence[str]) -> Iterator[Block]:
    if gaps:
        yield Bullets(tuple(line(each) for each in gaps))


def refused(why: str) -> Message:
    """A wrong figure would be worse than none."""
    return Message(summary=why, blocks=(Paragraph(line(bold("No figures. "), why)),))


def watchlist(found: Review, sight: Sight, whose: Whose) -> Message:
    summary = f"Accounts at risk and ready to expand, as of {day_name(found.on)}."
    currency = found.numbers.report.currency if found.numbers else ""
    return Message(
        summary=summary,
        blocks=(
            Paragraph(line(summary)),
            *accounts.blocks(
                found.watchlist, whose, currency, names=sight.accounts, most=accounts.MORE
            ),
            *_leads(found.watchlist.leads),
            *_gaps(found.gaps_told(names=sight.accounts)),
        ),
    )


def _leads(leads: Sequence[Lead]) -> Iterator[Block]:
    if leads:
        yield Paragraph(line(bold("Open leads")))
        yield Bullets(tuple(accounts.lead_line(each) for each in leads))


def no_dimension(word: str, known: Sequence[str]) -> Message:
    have = f"The segments are by {', '.join(known)}." if known else "The data have no segments."
    text = f"“{word[:60]}” is neither a month, such as 2026-10, nor a kind of segment. {have}"
    return Message(summary=text, blocks=(Paragraph(line(text)),))
