"""What who leaves or is back is told."""

from datetime import date

from cadence.core.message import Message, Note, Paragraph, code, line
from cadence.delivery.replying import short
from cadence.rituals.messages.words import day


def is_away(on: date | None, open_ones: int) -> Message:
    until = (
        f"You are away until {day(on)}." if on else "You are away until you say that you are back."
    )
    also = f" {_check_ins(open_ones)} still open; you may answer all the same." if open_ones else ""
    text = f"{until} No ritual asks or reminds you, and you count as away, not as missed.{also}"
    return Message(
        summary=text,
        blocks=(
            Paragraph(line(text)),
            Note(line("Back sooner? Type ", code("/cadence back"), ".")),
        ),
    )


def is_back(missed: int, *, status_says_away: bool) -> Message:
    if status_says_away:
        return short(
            "Welcome back. Your Slack status still says that you are away, and I go by that too: please clear it. "
            "“/cadence checkin” shows what waits for you."
        )
    if missed:
        return short(f"Welcome back. {_check_ins(missed)} open; I send what is asked of you.")
    return short("Welcome back. Rituals ask you again.")


def no_day(words: str) -> Message:
    text = f"“{words[:60]}” names no day that I can read."
    tell = line(
        "Type ", code("/cadence away until 2026-12-01"), ", also as “Friday” or “1 December”."
    )
    return Message(summary=text, blocks=(Paragraph(line(text)), Note(tell)))


def not_ahead(on: date) -> Message:
    return short(f"{day(on)} is not within the year ahead. Nothing was changed.")


def _check_ins(n: int) -> str:
    return "One check-in is" if n == 1 else f"{n} check-ins are"
