"""The review of revenue: inputs before outputs, then why, then whom to look after, then what is known otherwise."""

from collections.abc import Iterator
from datetime import date

from cadence.core.agenda import Drawn
from cadence.core.message import Block, Line, Note, Paragraph, bold, line
from cadence.revenue.messages import accounts, charts, figures, inputs
from cadence.revenue.messages.amounts import month_name
from cadence.revenue.model.access import Sight
from cadence.revenue.model.customer import Whose
from cadence.revenue.model.groups import telling
from cadence.revenue.model.report import Report, Segment, Shared, shared
from cadence.revenue.model.review import Review

NO_SIGHT = "Revenue may not be shown here; [revenue] in cadence.toml says where it may."


def changes(review: Review, sight: Sight, since: date | None) -> Iterator[Line]:
    if since is None:
        yield line("This is the first review, so there is nothing to hold it against yet.")
        return
    yield from inputs.changes(review.standings, since)
    if review.numbers and review.month:
        if review.numbers.is_new:
            yield line(
                "The figures of ",
                bold(month_name(review.month)),
                " are in: ",
                *figures.headline(review.numbers),
            )
        else:
            yield line(
                f"No new month since last time: the figures are those of {month_name(review.month)}."
            )
    yield from accounts.changes(review.watchlist, names=sight.accounts)
    if review.restated:
        months = ", ".join(month_name(each.month) for each in review.restated)
        yield line("Restated, and shown apart: ", bold(months))


def parts(review: Review, sight: Sight, whose: Whose, *, minimum: int) -> Iterator[Block | Drawn]:
    yield from _inputs(review)
    if review.numbers:
        yield from _outputs(review, sight, minimum)
    if review.month and review.numbers:
        currency = review.numbers.report.currency
        yield from accounts.blocks(review.watchlist, whose, currency, names=sight.accounts)
    yield from figures.restated(review.restated, names=sight.accounts)


def _inputs(review: Review) -> Iterator[Block]:
    yield Paragraph(line(bold("Inputs"), ": what moves before revenue does"))
    yield inputs.table(review.standings, review.on)
    yield Note(inputs.definitions(review.standings))
    if nobody := inputs.without_owner(review.standings):
        yield Note(nobody)


def _outputs(review: Review, sight: Sight, minimum: int) -> Iterator[Block | Drawn]:
    assert review.numbers, "it was asked for"  # noqa: S101 - the caller looked
    report = review.numbers.report
    yield Paragraph(line(bold("Results")))
    yield from figures.blocks(review.numbers)
    yield charts.waterfall(report)
    if drawn := charts.trend(review.numbers.history):
        yield drawn
    told = visible(report, sight, minimum)
    yield from figures.segments(told.shown, len(told.withheld), minimum, report.defined)
    yield from figures.causes(report, telling(report, told.shown), review.signs)


def visible(report: Report, sight: Sight, minimum: int) -> Shared:
    """Where accounts may be named there is nothing to be withheld."""
    if sight.accounts:
        none: tuple[Segment, ...] = ()
        return Shared(shown=report.segments, withheld=none)
    return shared(report.segments, minimum=minimum)
