"""A person's words, understood by rules: a typed question, or a plain why with the nearest question that would do.

Every word that bears meaning is used, or named as unread; nothing that was said is dropped in silence. What may be
read in two ways is asked back.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from cadence.core.people import Area
from cadence.core.site import Site
from cadence.status.model.question import Kind, Question, Understood

from .concluding import conclude
from .draft import Draft
from .followup import is_fragment, refined
from .keys import read_keyed
from .lexicon import Tag
from .marks import marks
from .periods import Calendar
from .reading import read
from .refusals import refusal
from .spelling import mended
from .tokens import MOST_CHARACTERS, Form, plain, tokens
from .vocabulary import Vocabulary

EMPTY = "There was no question in that. Ask, for example, “how many critical bugs are open in …?”."
TOO_LONG = "That is too long for me to read as one question. Please ask in a sentence or two."
NOT_WORDS = "I could not read that as a question in English."


def understand(
    text: str,
    *,
    site: Site,
    now: datetime,
    zone: ZoneInfo,
    previous: Question | None = None,
    areas: tuple[Area, ...] = (),
    asker: str | None = None,
    vocabulary: Vocabulary | None = None,
) -> Understood:
    """What the text asks, in the asker's zone. Raises for no text.

    Names that the site does not hold are neither recognised nor suggested. `previous` is the question before it in the
    thread, which a fragment ("only iOS") refines. `asker` is the asker's e-mail address, for "assigned to me".
    `vocabulary` is `Vocabulary.of(site, areas=areas)`, kept by the caller where it can be, since it takes longer to
    build than a question to read.
    """
    said = plain(text)
    words = tokens(said[: MOST_CHARACTERS + 1])
    early = _not_a_question(said, bool(words))
    if early is not None:
        return early
    vocabulary = vocabulary or Vocabulary.of(site, areas=areas)
    calendar = Calendar(now=now, zone=zone)
    pieces = marks(mended(words, vocabulary), vocabulary, calendar)
    draft = Draft(marks=pieces, vocabulary=vocabulary, calendar=calendar, asker=asker)
    talk = _small_talk(draft)
    if talk is not None:
        return talk
    keyed = read_keyed(draft)
    if keyed is not None:
        return keyed
    if previous is not None and is_fragment(draft):
        return refined(previous, draft)
    read(draft)
    return conclude(draft)


def _not_a_question(said: str, has_words: bool) -> Understood | None:
    if not said or not has_words:
        return Understood(question=None, why=EMPTY)
    if len(said) > MOST_CHARACTERS:
        return Understood(question=None, why=TOO_LONG)
    why = refusal(said)
    if why is not None:
        return Understood(question=None, why=why)
    letters = [c for c in said if c.isalpha()]
    foreign = sum(not c.isascii() for c in letters)
    if letters and foreign > len(letters) // 2:
        return Understood(question=None, why=NOT_WORDS)
    return None


def _small_talk(draft: Draft) -> Understood | None:
    """Help and greetings, when nothing else is said."""
    passing = (Tag.FILLER, Tag.DET, Tag.BE, Tag.YET, Tag.WHAT, Tag.AND)
    meant = [
        mark for mark in draft.marks if not mark.has(*passing) or mark.has(Tag.HELP, Tag.GREETING)
    ]
    if any(mark.form in (Form.KEY, Form.QUOTE) for mark in draft.marks):
        return None
    if meant and all(mark.has(Tag.HELP, Tag.GREETING) for mark in meant):
        return Understood(question=Question(kind=Kind.HELP))
    return None
