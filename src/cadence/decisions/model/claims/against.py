"""The ways in which two decisions can say otherwise about the same thing. Each names the words of both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cadence.decisions.model.claims.amounts import Amount
from cadence.decisions.model.claims.claims import Claim, claims_of
from cadence.decisions.model.claims.slots import Slot
from cadence.decisions.model.claims.words import content, plainly, tokens
from cadence.decisions.model.decision import Body

PRECISE = frozenset({"span", "every", "%", "money", "bytes", "clock"})
"""Kinds of amounts that say nothing of what they are amounts of."""

_SOFT = frozenset({"support", "custom"})
"""What a denial may hold besides its object: "phone support ends" denies the phone."""


@dataclass(frozen=True, slots=True)
class Against:
    strength: float
    """From 0 to 1, how surely it is about the same and can't both hold."""
    reason: str
    is_plain: bool
    """Whether the words alone say that it is about the same, without a scope that does."""


@dataclass(frozen=True, slots=True)
class Side:
    """A decision, as far as it is held against another one."""

    claims: tuple[Claim, ...]
    topic: frozenset[str]
    """Stems of the title: what its sentences are about where they don't repeat it."""
    whole: frozenset[str]
    """Stems of all it says."""

    @property
    def said(self) -> tuple[Claim, ...]:
        return tuple(each for each in self.claims if not each.is_option)

    @property
    def chosen(self) -> tuple[Claim, ...]:
        return tuple(each for each in self.claims if each.is_for)

    @property
    def rejected(self) -> tuple[Claim, ...]:
        """Options that were not taken."""
        return tuple(each for each in self.claims if each.is_option and not each.is_for)


def side(body: Body) -> Side:
    topic = content(tokens(plainly(body.title[:300])))
    claims = claims_of(body)
    return Side(claims, topic, topic.union(*(each.about for each in claims)))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A claim of the new decision beside one of the old."""

    one: Claim
    other: Claim
    mine: Side
    theirs: Side

    @property
    def agree_in_stance(self) -> bool:
        return self.one.is_for == self.other.is_for

    @property
    def common(self) -> frozenset[str]:
        return self.one.about & self.other.about

    @property
    def likeness(self) -> float:
        """Of the shorter claim's words, how many stand in the other."""
        shorter = min(len(self.one.about), len(self.other.about))
        return len(self.common) / shorter if shorter else 0.0

    @property
    def is_plain(self) -> bool:
        """Most words of both are the same, and more than one; or a name is all that one of them ends."""
        one, other = self.one, self.other
        same = len(one.head & other.head) + len(_values(one) & _values(other))
        longer = max(len(one.head), len(other.head))
        return one.about == other.about or (same > 1 and same > longer / 2) or self._ends_a_name

    @property
    def _ends_a_name(self) -> bool:
        return any(
            each.ends and each.about and each.about <= each.names for each in (self.one, self.other)
        )


def _values(claim: Claim) -> frozenset[tuple[str, float]]:
    return frozenset((each.kind, each.value) for each in claim.amounts)


def against(mine: Side, theirs: Side) -> Iterator[Against]:
    """Every way in which the new decision says otherwise than the old one."""
    for one in mine.said:
        for other in theirs.said:
            pair = _Pair(one, other, mine, theirs)
            for rule in _RULES:
                yield from rule(pair)
    yield from _options(mine, theirs)


# --- for and against -------------------------------------------------------------------------------


def _opposite(pair: _Pair) -> Iterator[Against]:
    """One is for what the other is against. What is denied must be what is claimed: "not on weekends" leaves the rest
    of the week as it is."""
    if pair.agree_in_stance:
        return
    new_is_for = pair.one.is_for
    held, denied = (pair.one, pair.other) if new_is_for else (pair.other, pair.one)
    topic = (pair.mine if new_is_for else pair.theirs).topic
    if denied.adds or held.only or _named_apart(denied, held):
        return
    object_ = denied.about if denied.about <= held.about else denied.head
    object_ |= {each.text for each in denied.amounts if _narrows(each, denied)}
    spoken_of = held.about | {each.text for each in held.amounts}
    if not object_ & spoken_of:
        return
    core = (object_ - _SOFT) or object_
    covered = len(core & (spoken_of | topic)) / len(core)
    back = len(object_ & held.about) / max(1, len(held.about))
    if covered < (0.75 if denied.ends else 1.0):
        return
    is_all = core & denied.names or (topic and topic <= core)
    if len(core) == 1 and back < 0.5 and not is_all:
        return  # one common word of many is no subject
    yield Against(0.55 + 0.25 * covered + 0.2 * back, _says(pair), pair.is_plain)


def _named_apart(one: Claim, other: Claim) -> bool:
    return bool(one.names and other.names and not one.names & other.names)


def _narrows(amount: Amount, denied: Claim) -> bool:
    """Whether a denial is of this amount alone. What is ended on a day is ended altogether."""
    return amount.kind.startswith("version") or (not denied.ends and amount.kind != "every")


# --- figures and dates -----------------------------------------------------------------------------


def _amounts(pair: _Pair) -> Iterator[Against]:
    """Different amounts of the same quantity."""
    if not pair.agree_in_stance:
        return
    kinds = {each.kind for each in pair.one.amounts} & {each.kind for each in pair.other.amounts}
    for kind in sorted(kinds):
        first, second = _single(pair.one, kind), _single(pair.other, kind)
        if first is None or second is None or _same_amount(first.value, second.value):
            continue
        if strength := _same_subject(pair, frozenset() if kind in PRECISE else frozenset({kind})):
            yield Against(strength, _says(pair, first.text, second.text), pair.is_plain)


def _single(claim: Claim, kind: str) -> Amount | None:
    """The amount of this kind; None where there are several and nobody knows which is which."""
    found = {each.value: each for each in claim.amounts if each.kind == kind}
    return next(iter(found.values())) if len(found) == 1 else None


def _same_amount(one: float, other: float) -> bool:
    """30 days are a month."""
    return abs(one - other) <= 0.03 * max(one, other)


def _dates(pair: _Pair) -> Iterator[Against]:
    if not pair.agree_in_stance or len(pair.one.days) != 1 or len(pair.other.days) != 1:
        return
    first, second = pair.one.days[0], pair.other.days[0]
    if first.differs(second) and (strength := _same_subject(pair, frozenset())):
        yield Against(strength, _says(pair, first.text, second.text), pair.is_plain)


def _same_subject(pair: _Pair, counted: frozenset[str]) -> float:
    """How surely two claims with different figures are about the same; 0 where they aren't. `counted` is what the
    figures count, which alone is not a subject."""
    left = pair.one.about - pair.other.about - pair.theirs.topic
    right = pair.other.about - pair.one.about - pair.mine.topic
    if not pair.common or (pair.common <= counted and len(pair.one.about) > 1):
        return 0.0
    if left and right and (pair.one.names ^ pair.other.names) & (left | right):
        return 0.0
    alike = len(pair.common) / len(pair.one.about | pair.other.about)
    if not left or not right:
        return 0.7 + 0.3 * alike
    return 0.5 + 0.4 * alike if alike >= 0.6 else 0.0


# --- one thing in the place of another -------------------------------------------------------------


def _places(pair: _Pair) -> Iterator[Against]:
    """Different things in the same place."""
    if not (pair.one.is_for and pair.other.is_for) or pair.one.adds or pair.other.adds:
        return
    for first in pair.one.slots:
        for second in pair.other.slots:
            if strength := _same_place(first, second):
                is_plain = first.subject == second.subject or pair.is_plain
                yield Against(strength, _says(pair, first.text, second.text), is_plain)


def _same_place(one: Slot, other: Slot) -> float:
    if one.how != other.how and {one.how, other.how} != {"", "is"}:
        return 0.0
    if one.by and other.by and one.by != other.by and not (one.is_named and other.is_named):
        return 0.0
    alike = len(one.subject & other.subject) / len(one.subject | other.subject)
    if alike < 0.66 or one.value <= other.value or other.value <= one.value:
        return 0.0
    if one.subject & other.value or one.value & other.subject:
        return 0.0
    # What something uses, it may use beside others, unless it is of the same kind: offset and cursor pagination.
    if bool(one.value & other.value) != (one.how == "uses"):
        return 0.0
    return 0.55 + 0.35 * alike


def _only(pair: _Pair) -> Iterator[Against]:
    """Everywhere in one, there alone in the other."""
    one, other = pair.one, pair.other
    if not pair.agree_in_stance or not ((one.only and other.every) or (one.every and other.only)):
        return
    if len(pair.common) > 1 and pair.likeness >= 0.75:
        yield Against(0.8, _says(pair), pair.is_plain)


def _made(pair: _Pair) -> Iterator[Against]:
    """Built by ourselves in one, bought in the other."""
    one, other = pair.one, pair.other
    if not one.made or not other.made or (one.made == other.made) == pair.agree_in_stance:
        return
    if pair.common and pair.likeness >= 0.5:
        yield Against(0.8, _says(pair), pair.is_plain)


_RULES = (_opposite, _amounts, _dates, _places, _only, _made)


# --- options ---------------------------------------------------------------------------------------


def _options(mine: Side, theirs: Side) -> Iterator[Against]:
    """What one chose the other rejected, surest where it is so both ways round."""
    here, there = tuple(_crossed(mine, theirs)), tuple(_crossed(theirs, mine))
    says = "This one chooses “{}”, the earlier one rejected “{}”."
    yield from _taken(here, mine.whole & theirs.whole, says, both=bool(there))
    turned = [(rejected, chosen) for chosen, rejected in there]
    says = "This one rejects “{}”, the earlier one chose “{}”."
    yield from _taken(turned, mine.whole & theirs.whole, says, both=bool(here))


def _taken(
    pairs: Iterable[tuple[Claim, Claim]], common: frozenset[str], says: str, *, both: bool
) -> Iterator[Against]:
    for one, other in pairs:
        besides = common - (one.about & other.about)
        if both or besides:
            reason = says.format(_brief(one.text), _brief(other.text))
            yield Against(0.9 if both else 0.65, reason, both or len(besides) > 1)


def _crossed(one: Side, other: Side) -> Iterator[tuple[Claim, Claim]]:
    for chosen in one.chosen:
        for rejected in other.rejected:
            if rejected.about and rejected.about <= chosen.about:
                yield chosen, rejected


# --- wording ---------------------------------------------------------------------------------------


def _says(pair: _Pair, mine: str = "", theirs: str = "") -> str:
    said = f"This one says “{_brief(pair.one.text)}”, the earlier one “{_brief(pair.other.text)}”"
    return f"{said}: {mine.strip()} or {theirs.strip()}." if mine and theirs else f"{said}."


def _brief(text: str) -> str:
    said = " ".join(text.split()).rstrip(".")
    return said if len(said) <= 120 else f"{said[:119].rstrip()}…"
