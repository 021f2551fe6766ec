"""Leads for expansion, as who should take them reads them."""

from collections.abc import Iterator, Mapping, Sequence

from cadence.core.message import (
    Actions,
    Block,
    Button,
    Form,
    Input,
    Line,
    Message,
    Note,
    Paragraph,
    bold,
    line,
)
from cadence.core.words import counted
from cadence.revenue.model.expansion import Lead, LeadState

TAKE, DECLINE, OPEN = "revenue.lead.take", "revenue.lead.decline", "revenue.open.lead"
FORM = "revenue.lead"

MOST = 15
"""In one message: each takes three blocks of the fifty that a message may have."""

Names = Mapping[str, str]
"""Of people, by user id."""


def told(leads: Sequence[Lead], names: Names) -> Message:
    """To one person: all that were raised at one moment, each account's as they now stand."""
    by_account = {each.account: _of(each.account, leads) for each in leads}
    count = counted(len(by_account), "account is", "accounts are")
    summary = f"{count} ready for more."
    why = "You are told since you answer for them. Each lead is raised once."
    return Message(
        summary=summary,
        blocks=(
            Paragraph(line(bold(summary))),
            *(block for mine in by_account.values() for block in _account(mine, names)),
            Note(line(why)),
        ),
    )


def _of(account: str, leads: Sequence[Lead]) -> tuple[Lead, ...]:
    return tuple(each for each in leads if each.account == account)


def _account(leads: Sequence[Lead], names: Names) -> Iterator[Block]:
    """One press answers all that is open about an account."""
    first = next((each for each in leads if each.state is LeadState.OPEN), None)
    words = "; ".join(each.words for each in leads)
    yield Paragraph(line(bold(leads[0].account), f": {words}"))
    if first is None:
        yield Note(_answer(leads[0], names))
        return
    yield Actions(
        (
            Button(label="I take it", action=TAKE, value=first.key, style="primary"),
            Button(label="Give to…", action=OPEN, value=first.key),
            Button(label="Not a lead", action=DECLINE, value=first.key),
        )
    )


def _answer(lead: Lead, names: Names) -> Line:
    by = names.get(lead.answered_by or "", "Somebody")
    owner = names.get(lead.owner or "", "somebody else")
    if lead.state is LeadState.DECLINED:
        return line(f"{by} says that this is no lead.")
    if lead.owner == lead.answered_by:
        return line(f"{by} took it.")
    return line(f"{by} gave it to {owner}.")


def given(leads: Sequence[Lead], by: str) -> Message:
    """To whom they were given."""
    text = f"{by} gave you a lead: {leads[0].account} is ready for more."
    words = "; ".join(each.words for each in leads)
    return Message(summary=text, blocks=(Paragraph(line(text)), Paragraph(line(words))))


def was_answered(lead: Lead, names: Names) -> str:
    said = _answer(lead, names)
    return "".join(span.text for span in said if hasattr(span, "text"))


NO_LEAD = "I know of no such lead."
NOT_OPENED = "Slack did not open the form in time. Please press “Give to…” again."
MAY_NOT_SEE = "That person may not see revenue, so they can't take a lead. Nothing was changed."


def form(lead: Lead) -> Form:
    return Form(
        callback=FORM,
        title="Give a lead",
        blocks=(
            Paragraph(line(bold(lead.account), f": {lead.words}")),
            Input(name="to", label="Who takes it?", kind="user"),
        ),
        submit="Give",
        private=lead.key,
    )
