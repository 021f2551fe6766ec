"""From what was read to a question that stands, or to a plain why with the nearest question that would."""

import re
from dataclasses import replace
from datetime import timedelta

from cadence.core.calendar import Span
from cadence.core.query import Among, Field, Order, OrderBy, Says, Unresolved, Within
from cadence.core.site import bug_types
from cadence.status.model.question import Dimension, Filter, Kind, Question, Understood

from .draft import PASSING, Draft
from .lexicon import Tag
from .marks import Mark
from .naming import NOUNS
from .reading import filters, unread
from .resolutions import require_open
from .tokens import Form
from .types import assume_bugs
from .vocabulary import Sort

SYMPTOMS = frozenset(
    """
    login logout signin signup crash crashing memory leak performance timeout error freeze
    freezing hang hanging slow slowness latency flicker rendering layout scrolling scroll
    keyboard rotation orientation network upload download sync push notification
    notifications payment payments checkout search export import install installation
    upgrade translation encoding permission permissions password
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
"""Words that say what a bug is about, when they stand before "bugs"."""
_STATISTICS = frozenset(
    """
    average avg mean median percent percentage percentages ratio share trend trends trending velocity throughput
    compare compared comparison versus vs forecast forecasts growth growing increasing decreasing rising falling better
    chart graph plot histogram correlation rate rates sla
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
"""Words for figures that are not computed here: they never describe an issue."""
_WINDOW = timedelta(days=7)
"""Offered where changes are asked for and no window is said."""


def conclude(draft: Draft) -> Understood:
    _describe(draft)
    _settle_kind(draft)
    _crashes(draft)
    _all_of_them(draft)
    _modifiers(draft)
    left = unread(draft)
    name_the_unread(draft, left)
    _complete(draft)
    question = _question(draft)
    corrected = tuple(pair for mark in draft.marks for pair in mark.corrected)
    if not draft.troubles:
        return Understood(question=question, corrected=corrected)
    return _asked_back(draft, question, left, corrected)


def _asked_back(
    draft: Draft, question: Question, left: list[Mark], corrected: tuple[tuple[str, str], ...]
) -> Understood:
    troubles = sorted(draft.troubles, key=lambda each: each.rank)
    said = tuple(each for each in question.filters if not each.assumed)
    worth = bool(said) or question.kind in (Kind.BREAKDOWN, Kind.CHANGES, Kind.COUNT)
    whys = dict.fromkeys(each.why for each in troubles[:2])
    return Understood(
        question=None,
        why=" ".join(whys),
        partly=said,
        nearest=question if worth else None,
        unread=tuple(mark.text for mark in left),
        suggestions=tuple(each.suggestion for each in troubles if each.suggestion is not None),
        corrected=corrected,
        described=_description(draft),
    )


_FEWEST = 3
"""Words that a sentence needs at least to be looked for as an issue's title."""
_GRAMMAR = (
    *PASSING, Tag.GREETING, Tag.STATUS_OF, Tag.UPDATE, Tag.BUGS, Tag.ISSUES, Tag.PROBLEMS, Tag.NOT, Tag.OR, Tag.ABOUT,
    Tag.OPEN, Tag.CLOSED, Tag.FIXED, Tag.RESOLVED, Tag.THOSE, Tag.BY, Tag.AFFECTED_CUE, Tag.ME, Tag.MINE,
)  # fmt: skip


_JOINING = frozenset(
    {"when", "while", "where", "because", "if", "then", "than", "since", "after", "before", "due"}
)


def _description(draft: Draft) -> Question | None:
    """The sentence as the title of one issue, unless it speaks of several, or of a time or a figure."""
    if draft.kind not in (None, Kind.LIST, Kind.ISSUE, Kind.CHANGES) or draft.by or draft.limit:
        return None
    if draft.has(Tag.COUNT, Tag.WATCH, Tag.HELP) or any(
        mark.said or mark.lasting for mark in draft.marks
    ):
        return None
    if any(mark.has(Tag.BUGS, Tag.ISSUES) and mark.low.endswith("s") for mark in draft.marks):
        return None
    content = [
        token
        for mark in draft.marks
        if not mark.has(*_GRAMMAR) or (mark.is_name and not mark.has(*NOUNS))
        for token in mark.tokens
        if token.low not in _JOINING
    ]
    if len(content) < _FEWEST or any(token.low in _STATISTICS for token in content):
        return None
    return Question(
        kind=Kind.ISSUE, words=tuple(token.corrected or token.text for token in content)
    )


# --- one issue by what it is about -------------------------------------------------------------


def _describe(draft: Draft) -> None:
    """ "The checkout crash on iOS", "is the login bug fixed yet?": an issue by its words."""
    if draft.kind not in (None, Kind.WHEN, Kind.WHO) or draft.by is not None:
        return
    plain = [mark for mark in unread(draft) if _is_plain(mark)]
    crashes = [mark for _, mark in draft.having(Tag.CRASHES, unused=True)]
    if draft.kind is None and not _speaks_of_one(draft, plain + crashes):
        return
    if _is_statistic(plain):
        return
    about = sorted(
        plain + crashes + (_modifying_names(draft) if plain or crashes else []),
        key=draft.marks.index,
    )
    if not about:
        return
    draft.take("words", *about)
    draft.words = tuple(mark.text for mark in about)
    for mark in unread(draft):
        if mark.has(Tag.STATUS_OF, Tag.UPDATE, Tag.PROBLEMS, Tag.WHO):
            draft.take("kind", mark)
    if draft.kind is None:
        draft.kind = Kind.ISSUE
    draft.filters = [each for each in draft.filters if isinstance(each.condition, Says)]
    draft.take(
        "kind", *(m for _, m in draft.having(Tag.BUGS, Tag.ISSUES, Tag.PROBLEMS, unused=True))
    )
    draft.all_types = True


def _is_statistic(words: list[Mark]) -> bool:
    return any(word.low in _STATISTICS for word in words)


def _is_plain(mark: Mark) -> bool:
    return not mark.tags and mark.said is None and mark.form is Form.WORD and not mark.lasting


def _speaks_of_one(draft: Draft, words: list[Mark]) -> bool:
    if not words or draft.has(Tag.COUNT, Tag.LIST) or draft.limit or _is_statistic(words):
        return False
    if any(mark.said is not None or mark.lasting for mark in draft.marks):
        return False
    if any(
        mark.has(*NOUNS) and mark.low.endswith(("s", "es")) and not mark.has(Tag.CRASHES)
        for mark in draft.marks
    ):
        return False
    first = next((mark for mark in draft.marks if not mark.has(Tag.GREETING)), draft.marks[0])
    if draft.has(Tag.STATUS_OF, Tag.UPDATE):
        return True
    described = any(not word.has(Tag.CRASHES) for word in words)
    if described and draft.has(Tag.CRASHES) and not draft.has(Tag.BUGS, Tag.ISSUES, Tag.WHAT):
        return True
    singular = draft.has(*NOUNS)
    place = draft.marks.index(words[0])
    before = draft.at(draft.back(place, Tag.FILLER)) if place else None
    determined = any(
        mark.low in ("the", "that", "this", "our")
        for mark in draft.marks[: draft.marks.index(words[-1]) + 1]
    )
    if before is not None and before.has(Tag.IN, Tag.ON, Tag.FOR) and not singular:
        return False
    return (
        singular
        and determined
        and (
            first.has(Tag.BE, Tag.DET, Tag.FILLER)
            or first is words[0]
            or first.low in ("what about", "how about")
        )
    )


def _modifying_names(draft: Draft) -> list[Mark]:
    """Names that stand before the noun: in "the checkout crash", Checkout is a word of the description."""
    out = []
    for place, mark in enumerate(draft.marks):
        if mark.role not in (Sort.COMPONENT.value, Sort.LABEL.value, Sort.PROJECT.value):
            continue
        before = draft.at(draft.back(place, Tag.DET))
        if before is not None and before.has(
            Tag.IN, Tag.ON, Tag.FOR, Tag.AND, Tag.OR, Tag.COMPONENT_CUE
        ):
            continue
        values = {value for names in mark.names.values() for value in names}
        draft.named = [each for each in draft.named if not set(each.values) & values]
        out.append(mark)
    return out


# --- kind --------------------------------------------------------------------------------------


def _settle_kind(draft: Draft) -> None:
    if draft.kind is None:
        draft.kind = _kind(draft)
    if draft.kind is Kind.COUNT:
        draft.order = ()
    for _, mark in draft.having(Tag.STATUS_OF, Tag.UPDATE, unused=True):
        if draft.kind is Kind.LIST:
            draft.take("kind", mark)
            draft.trouble("Do you want these counted by status?", rank=4)
            draft.kind, draft.by = Kind.BREAKDOWN, Dimension.STATUS
    for place, mark in draft.having(
        Tag.PROBLEMS, Tag.GREETING, Tag.INSTEAD, Tag.AGAIN, unused=True
    ):
        if not (mark.has(Tag.GREETING) and draft.is_at(place - 1, Tag.IN, Tag.ON, Tag.FOR)):
            draft.take("filler", mark)
    for place, mark in draft.having(Tag.THOSE, unused=True):
        _refer(draft, place, mark)


def _refer(draft: Draft, place: int, mark: Mark) -> None:
    """ "Those" and "it" stand for what was named before; where nothing was, for nothing that is known here."""
    draft.take("filler", mark)
    if not any(each.has(*NOUNS) or each.is_name for each in draft.marks[:place]):
        draft.trouble(f"I don't know what “{mark.text}” stands for here.", rank=1)


def _kind(draft: Draft) -> Kind:
    if draft.quiet_days is not None or any(draft.having(Tag.OLDEST)):
        return Kind.AGEING
    return Kind.LIST


def _crashes(draft: Draft) -> None:
    """ "Crashes on Android" are the bugs that mention one; how many that are depends on where one looks."""
    for _, mark in draft.having(Tag.CRASHES, unused=True):
        draft.take("text", mark)
        if draft.kind in (Kind.COUNT, Kind.BREAKDOWN):
            draft.trouble(
                "I can count the bugs whose text mentions “crash”; is that meant?", rank=3
            )
        draft.require(Says(("crash",)), "text mentions “crash”")


def _all_of_them(draft: Draft) -> None:
    """ "Are all bugs for 4.2 fixed?" is answered by those that are not."""
    said = " ".join(mark.low for mark in draft.marks)
    done = draft.has(Tag.FIXED, Tag.RESOLVED, Tag.CLOSED)
    if not (_OF_ALL.match(said) and done):
        return
    draft.filters = [each for each in draft.filters if not _is_about_state(each)]
    require_open(draft)
    draft.trouble("I can show which of these are still open; where none is, all are done.", rank=1)


_OF_ALL = re.compile(r"(?:are|is|were|have|has) (?:all|every|each)\b")


def _modifiers(draft: Draft) -> None:
    """Unknown words right before the noun are taken as what the bugs mention, where they are known symptoms."""
    for place, mark in enumerate(draft.marks):
        if not mark.has(*NOUNS) or place == 0:
            continue
        before = draft.marks[place - 1]
        if before.role or not _is_plain(before) or before.tags:
            continue
        run = [before]
        further = draft.at(place - 2)
        if further is not None and not further.role and _is_plain(further):
            run.insert(0, further)
        words = tuple(each.text for each in run)
        said = " ".join(words)
        if draft.kind is Kind.LIST and all(word.casefold() in SYMPTOMS for word in words):
            draft.take("text", *run)
            draft.require(Says(words), f"text mentions “{said}”")
            continue
        draft.take("unknown", *run)
        nearest = draft.vocabulary.near(said, (Sort.COMPONENT, Sort.PROJECT))
        draft.trouble(
            _no_name(draft, said),
            said=said,
            nearest=nearest,
            rank=2,
        )
        draft.require(Says(words), f"text mentions “{said}”")


def _no_name(draft: Draft, said: str) -> str:
    why = f"“{said}” is no project, component or version here. I can look for it in the text"
    is_label = Sort.LABEL in draft.vocabulary.called(said)
    return f"{why}, or for the label: say “labelled {said}”." if is_label else f"{why}."


# --- what was not understood -------------------------------------------------------------------


def name_the_unread(draft: Draft, left: list[Mark]) -> None:
    if not left:
        return
    run = " ".join(mark.text for mark in left)
    place = draft.marks.index(left[0])
    names = [mark for mark in left if not mark.tags]
    placed = draft.is_at(
        draft.back(place, Tag.DET), Tag.IN, Tag.ON, Tag.FOR, Tag.ONLY, Tag.NOT, Tag.AND
    )
    if names and placed:
        said = " ".join(mark.text for mark in names)
        sorts = (Sort.PROJECT, Sort.COMPONENT, Sort.PRIORITY)
        nearest = draft.vocabulary.near(said, sorts)
        why = f"I know no “{said}” here: no project, component, version, priority or status is called that."
        draft.trouble(why, said=said, nearest=nearest, rank=3)
        return
    draft.trouble(f"I could not read “{run}”.", rank=4)


# --- what is taken for granted -----------------------------------------------------------------


def _complete(draft: Draft) -> None:
    kind = draft.kind
    if kind in (Kind.HELP, Kind.NEWS):
        return
    if kind is Kind.CHANGES and draft.window is None:
        draft.trouble(
            "Since when? Say, for example, “since Monday” or “in the past 7 days”.", rank=3
        )
    if kind is Kind.WHO:
        _words_of_text(draft)
        if draft.words and not draft.named and draft.has(Tag.OWNER):
            said = " ".join(draft.words)
            near = draft.vocabulary.near(said, (Sort.PROJECT, Sort.COMPONENT))
            why = f"I know no project, component or area called “{said}”."
            draft.trouble(why, said=said, nearest=near, rank=1)
        if not draft.named and not draft.words and not draft.keys:
            draft.trouble("Whom to ask about what? Name an area, a component or an issue.", rank=3)
        return
    if kind is Kind.WHEN and not draft.words:
        draft.trouble(
            "I can say when one issue may be fixed, from how long similar ones took. "
            "Name its key, or what it is about.",
            rank=2,
        )
    _assume_open(draft)
    if kind is not Kind.ISSUE:
        assume_bugs(draft)
    if kind is Kind.COUNT and not _counts_something(draft):
        draft.trouble("How many of what?", rank=4)
    if kind is Kind.LIST and not draft.troubles and not _says_something(draft):
        draft.trouble(
            "Which ones? Name a component, a version, a priority, a time, or say “open”.", rank=4
        )
    if any(draft.having(Tag.NEW, unused=True)):
        draft.trouble("New since when?", rank=3)


def _words_of_text(draft: Draft) -> None:
    """What is to be found in the text describes an issue where somebody to ask is looked for."""
    said = [each.condition for each in draft.filters if isinstance(each.condition, Says)]
    draft.words += tuple(word for each in said for word in each.words)
    draft.filters = [each for each in draft.filters if not isinstance(each.condition, Says)]


def _assume_open(draft: Draft) -> None:
    said = draft.all_states or any(_is_about_state(each) for each in draft.filters)
    mine = any(mark.role == "person" and mark.low == "my" for _, mark in draft.having(Tag.MINE))
    if draft.kind in (Kind.AGEING, Kind.READINESS) or mine:
        named = any(each.field.value in ("status", "resolution") for each in draft.named)
        if not said and not named:
            require_open(draft, assumed=True)


def _is_about_state(each: Filter) -> bool:
    condition = each.condition
    if isinstance(condition, Unresolved):
        return True
    return isinstance(condition, Among) and condition.field.value in (
        "resolution",
        "status category",
        "category",
        "status",
    )


def _counts_something(draft: Draft) -> bool:
    return _says_something(draft) or any(
        mark.has(*NOUNS) or mark.role == "type" for mark in draft.marks
    )


def _says_something(draft: Draft) -> bool:
    return bool(
        any(
            each.field is not Field.TYPE or each.values != bug_types(draft.vocabulary.site)
            for each in draft.named
        )
        or any(not each.assumed or isinstance(each.condition, Within) for each in draft.filters)
        or draft.limit
        or draft.order
        or draft.keys
        or draft.has(Tag.LIST)
        or draft.all_states
    )


def _question(draft: Draft) -> Question:
    kind = draft.kind or Kind.LIST
    window = draft.window
    order = draft.order
    if not order and kind is Kind.AGEING:
        by = OrderBy.UPDATED if draft.quiet_days is not None else OrderBy.CREATED
        order = (Order(by, descending=False),)
    question = Question(
        kind=kind,
        filters=filters(draft),
        keys=draft.keys,
        words=draft.words,
        by=draft.by,
        span=(window.span if window else _recently(draft)) if kind is Kind.CHANGES else None,
        span_label=(window.label if window else "in the past 7 days")
        if kind is Kind.CHANGES
        else "",
        events=tuple(dict.fromkeys(draft.events)),
        quiet_for=timedelta(days=draft.quiet_days)
        if draft.quiet_days is not None and kind is Kind.AGEING
        else None,
        limit=draft.limit,
    )
    return replace(question, order=order) if order else question


def _recently(draft: Draft) -> Span:
    return Span(start=draft.calendar.now - _WINDOW)
