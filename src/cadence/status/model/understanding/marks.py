"""A question cut into the pieces that rules work on: names, phrases, spans of time, keys, quotations, other words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .lexicon import Tag, longest, phrases
from .periods import Calendar, count_at
from .spans import Said, span_at
from .tokens import Form, Token, squash
from .vocabulary import MOST_WORDS, Names, Sort, Vocabulary


@dataclass(slots=True, kw_only=True, eq=False)
class Mark:
    """One piece. `role` says what it was used for; a piece without one has not been understood yet."""

    tokens: tuple[Token, ...]
    tags: tuple[Tag, ...] = ()
    names: Names = field(default_factory=dict)
    said: Said | None = None
    lasting: tuple[int, str] | None = None
    """A length of time: (30, "day")."""
    role: str = ""

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    @property
    def low(self) -> str:
        return " ".join(token.low for token in self.tokens)

    @property
    def form(self) -> Form:
        return self.tokens[0].form

    @property
    def gap(self) -> str:
        return self.tokens[0].gap

    @property
    def corrected(self) -> tuple[tuple[str, str], ...]:
        return tuple((token.corrected, token.text) for token in self.tokens if token.corrected)

    @property
    def is_name(self) -> bool:
        """Whether it is a name of anything but a label: labels are called all sorts of things, even "and"."""
        return bool(self.names.keys() - {Sort.LABEL})

    def has(self, *tags: Tag) -> bool:
        return any(tag in self.tags for tag in tags)


_SENTENCE = frozenset(".?!;:,()")


def marks(words: Sequence[Token], vocabulary: Vocabulary, calendar: Calendar) -> list[Mark]:
    """The words from left to right, the longest piece that fits at each place."""
    out: list[Mark] = []
    at = 0
    while at < len(words):
        mark = _mark(words, at, vocabulary, calendar)
        out.append(mark)
        at += len(mark.tokens)
    return out


def _mark(words: Sequence[Token], at: int, vocabulary: Vocabulary, calendar: Calendar) -> Mark:
    word = words[at]
    if word.form in (Form.QUOTE, Form.EMAIL, Form.MENTION, Form.BAD) or _is_key(word, vocabulary):
        names = vocabulary.called(word.text) if word.form is Form.QUOTE else {}
        return Mark(tokens=(word,), names=names)
    named, names = _name(words, at, vocabulary)
    phrase, tags = _phrase(words, at, vocabulary, calendar)
    said = span_at(words, at, calendar)
    counted = count_at(words, at)
    if (
        said is not None
        and said.length > max(named, phrase - 1)
        and not _cuts_name(words, at, said.length, vocabulary)
    ):
        return Mark(tokens=tuple(words[at : at + said.length]), said=said)
    if counted is not None and counted[0] >= max(named, phrase):
        return Mark(tokens=tuple(words[at : at + counted[0]]), lasting=counted[1:])
    if named > phrase:
        return Mark(tokens=tuple(words[at : at + named]), names=names)
    if phrase > named:
        return Mark(tokens=tuple(words[at : at + phrase]), tags=tags)
    if phrase:
        return Mark(tokens=tuple(words[at : at + phrase]), tags=tags, names=names)
    return Mark(tokens=(word,))


def _is_key(word: Token, vocabulary: Vocabulary) -> bool:
    """A key of one of the site's projects, in any case, or whatever looks like a key in capitals."""
    if word.form is not Form.KEY:
        return False
    prefix = word.text.rsplit("-", 1)[0]
    return prefix.isupper() or prefix.casefold() in _project_keys(vocabulary)


def _project_keys(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(project.key.casefold() for project in vocabulary.site.projects)


def _cuts_name(words: Sequence[Token], at: int, length: int, vocabulary: Vocabulary) -> bool:
    """Whether a name begins inside these words and goes on beyond them: "in 2013 Sprint 15"."""
    return any(
        inner + _name(words, inner, vocabulary)[0] > at + length
        for inner in range(at + 1, at + length)
    )


def _name(words: Sequence[Token], at: int, vocabulary: Vocabulary) -> tuple[int, Names]:
    most = 1
    while most < MOST_WORDS and at + most < len(words) and _joined(words[at + most]):
        most += 1
    for length in range(most, 0, -1):
        said = "".join(squash(token.low) for token in words[at : at + length])
        names = vocabulary.names.get(said, {})
        if length > 1:
            names = _of_several_words(names)
        if names:
            return length, names
    return 0, {}


def _of_several_words(names: Mapping[Sort, tuple[str, ...]]) -> Names:
    """A label is one word; run together by chance, several words are none."""
    return {sort: values for sort, values in names.items() if sort is not Sort.LABEL}


def _joined(word: Token) -> bool:
    return word.form in (Form.WORD, Form.NUMBER, Form.KEY) and not _SENTENCE & set(word.gap)


def _phrase(
    words: Sequence[Token], at: int, vocabulary: Vocabulary, calendar: Calendar
) -> tuple[int, tuple[Tag, ...]]:
    most = 1
    while most < longest() and at + most < len(words) and not _SENTENCE & set(words[at + most].gap):
        most += 1
    for length in range(most, 0, -1):
        tags = phrases().get(tuple(token.low for token in words[at : at + length]))
        if tags and not (length > 1 and _cuts(words, at, length, vocabulary, calendar)):
            return length, tags
    return 0, ()


_DIMENSIONS = (
    Tag.COMPONENT_CUE, Tag.PRIORITY_CUE, Tag.STATUS_CUE, Tag.TYPE_CUE, Tag.LABEL_CUE, Tag.PROJECT_CUE, Tag.VERSION_CUE,
    Tag.RESOLUTION_CUE, Tag.AGE_CUE, Tag.MONTHLY, Tag.WEEKLY, Tag.ASSIGNEE_CUE,
)  # fmt: skip


def _cuts(
    words: Sequence[Token], at: int, length: int, vocabulary: Vocabulary, calendar: Calendar
) -> bool:
    """Whether the phrase's last word belongs to what follows: "fixed in | March", "created by | component"."""
    last, after = at + length - 1, at + length
    tags = phrases()[tuple(word.low for word in words[at:after])]
    if not any(tuple(w.low for w in words[at:end]) in phrases() for end in range(at + 1, after)):
        return False
    following = words[after] if after < len(words) else None
    if following is None:
        return False
    if words[at].low in ("the", "this") and following.low in ("component", "components", "module"):
        return True
    if words[last].low == "by" and Tag.SORTED not in tags and not following.text[:1].isupper():
        return any(tag in _DIMENSIONS for tag in phrases().get((following.low,), ()))
    if Tag.FIX_CUE in tags or Tag.AFFECTED_CUE in tags:
        place = after + (following.low == "the")
        sorts = _name(words, place, vocabulary)[1] if place < len(words) else {}
        if Sort.VERSION not in sorts and (Sort.COMPONENT in sorts or Sort.PROJECT in sorts):
            return True
        if (words[last].low, following.low) in _WHOLE:
            return True
    if Tag.OLDER in tags and words[last].low == "for" and count_at(words, after) is None:
        return True
    said = span_at(words, last, calendar)
    return said is not None and last + said.length > after


_WHOLE = frozenset({("in", "total"), ("in", "all")})
"""Said after a verb, they are no place: "fixed | in total"."""
