"""A question in, a reply out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from cadence.core.errors import (
    ArchiveEmpty,
    CadenceError,
    NobodyCalled,
    PartialRead,
    QueryRefused,
    StoreUnavailable,
    TrackerError,
    TrackerRefused,
)
from cadence.core.message import Audience
from cadence.core.people import Area
from cadence.core.plain import clean
from cadence.core.ports import Clock, IssueArchive, IssueTracker, SeenBefore
from cadence.core.query import Among, Field, IssueQuery, Says
from cadence.core.site import Site
from cadence.core.words import listed
from cadence.status.model.access import Grant, Rule, grant
from cadence.status.model.answer import Answer, AskedBack, CouldNotLook, Reply
from cadence.status.model.asked import Asked
from cadence.status.model.keys import keys_in
from cadence.status.model.likeness import is_title
from cadence.status.model.question import Kind, Question, Understood
from cadence.status.model.understanding import Alias, Vocabulary, understand
from cadence.status.service.answering import Ask, answer, areas_named, homes_of
from cadence.status.service.reading import Allowed, Copy, Live, Reader, SecurityLevels
from cadence.status.service.vocabularies import Vocabularies

NOTHING_ALLOWED = (
    "Nothing from Jira may be shown here. An admin can allow it under [access] in cadence.toml."
)

MOST_TITLES = 50
"""How many issues are looked at for a title that was said."""

NO_VOCABULARY_NEEDED = frozenset({Kind.ISSUE, Kind.WHEN, Kind.WHO, Kind.HELP})
"""A question about named issues is answered without asking the site what its components are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Answers questions about bugs. Reads only: what is to be kept or said is the caller's to settle."""

    tracker: IssueTracker
    archive: IssueArchive
    clock: Clock
    areas: tuple[Area, ...] = ()
    aliases: tuple[Alias, ...] = ()
    """The company's own words for names of its tracker."""
    rules: tuple[Rule, ...] | None = None
    shown: int = 10
    before: SeenBefore | None = None
    """None: nothing is said of what was there before."""
    levels: SecurityLevels = field(default_factory=SecurityLevels)
    vocabularies: Vocabularies = field(default_factory=Vocabularies)

    def reply(
        self,
        asked: Asked,
        *,
        previous: Question | None = None,
        since: datetime | None = None,
        shown: int | None = None,
        spoken_of: tuple[str, ...] = (),
    ) -> Reply:
        """What is to be said to this question.

        `previous` is the question that a follow-up refines, `since` when this person last asked, `spoken_of` the issues
        that "it" may mean. Never raises for what goes wrong outside: that is a CouldNotLook.
        """
        asked = replace(asked, text=spelt_out(clean(asked.text), spoken_of))
        rights = self.grant_of(asked)
        return self._from_somewhere(
            rights,
            lambda reader: self._read_and_answer(reader, asked, previous, since, shown),
        )

    def again(
        self,
        question: Question,
        asked: Asked,
        *,
        since: datetime | None = None,
        shown: int | None = None,
    ) -> Reply:
        """The reply to a question that is understood already: one press changed it."""
        return self._from_somewhere(
            self.grant_of(asked),
            lambda reader: self._answer(reader, asked, question, since, shown),
        )

    def owners_of(self, question: Question | None, keys: tuple[str, ...] = ()) -> tuple[Area, ...]:
        """The areas whose leads can say more about a question: by what it names, else by the issues it brought."""
        projects = frozenset(key.rpartition("-")[0] for key in keys)
        named = areas_named(question, self.areas, homes=projects) if question else ()
        return named or tuple(area for area in self.areas if projects & area.projects)

    def understood(self, reader: Allowed, asked: Asked) -> Understood:
        """How the words are read, by the names that this audience may know of. Raises TrackerError."""
        return self._understood(reader, asked, None)

    def grant_of(self, asked: Asked) -> Grant:
        return self.grant_for(asked.audience)

    def grant_for(self, audience: Audience) -> Grant:
        return grant(audience, self.rules)

    def allowed(self, rights: Grant) -> Allowed:
        """Jira as this audience may see it."""
        return Allowed(reader=Live(self.tracker, self.clock), grant=rights, levels=self.levels)

    # -- one source after the other ---------------------------------------------------------------

    def _from_somewhere(self, rights: Grant, reply: Callable[[Allowed], Reply]) -> Reply:
        """From Jira; where Jira does not answer from the copy, which is said; else the plain reason."""
        if rights.is_empty:
            return CouldNotLook(why=NOTHING_ALLOWED)
        try:
            return reply(self.allowed(rights))
        except QueryRefused as refused:
            return CouldNotLook(why=f"Jira did not accept the query: {refused}")
        except TrackerError as away:
            return self._from_the_copy(rights, reply, away)

    def _from_the_copy(
        self, rights: Grant, reply: Callable[[Allowed], Reply], away: TrackerError
    ) -> Reply:
        try:
            copy: Reader = Copy(self.archive)
            stand_in = reply(Allowed(reader=copy, grant=rights, levels=self.levels))
            covers = frozenset(each for each in self.archive.covers() if rights.sees(each))
        except (ArchiveEmpty, StoreUnavailable):
            return CouldNotLook(why=plainly(away), areas=self.areas if len(self.areas) == 1 else ())
        except CadenceError as error:
            return CouldNotLook(why=f"{plainly(away)} The copy could not be read either: {error}")
        return _said_to_be_a_copy(stand_in, away, covers)

    # -- understanding ----------------------------------------------------------------------------

    def _read_and_answer(
        self,
        reader: Allowed,
        asked: Asked,
        previous: Question | None,
        since: datetime | None,
        shown: int | None,
    ) -> Reply:
        understood = self._understood(reader, asked, previous)
        if understood.question is None:
            titled = self._by_title(reader, asked, understood, shown)
            return titled or AskedBack(
                understood=understood, areas=self._owners(reader, understood)
            )
        try:
            reply = self._answer(reader, asked, understood.question, since, shown)
        except NobodyCalled as unknown:
            return AskedBack(understood=Understood(question=None, why=f"{unknown}."))
        if isinstance(reply, Answer):
            return replace(reply, corrected=understood.corrected)
        return reply

    def _by_title(
        self, reader: Allowed, asked: Asked, understood: Understood, shown: int | None
    ) -> Answer | None:
        """The one issue whose title was said, else the one that its words describe, where one stands out."""
        described = understood.described
        if described is None:
            return None
        in_title = IssueQuery((Says(described.words, summary_only=True),))
        candidates = reader.search(in_title, MOST_TITLES).issues
        titled = [issue.key for issue in candidates if is_title(asked.text, issue)]
        if len(titled) == 1:
            described = replace(described, words=(), keys=(titled[0],))
        reply = self._answer(reader, asked, described, None, shown)
        if isinstance(reply, Answer) and len(reply.issues) == 1 and not reply.closest:
            return reply
        return None

    def _understood(self, reader: Allowed, asked: Asked, previous: Question | None) -> Understood:
        if keys_in(asked.text):
            bare = self._read(asked, self._vocabulary(_NOWHERE, reader.grant), previous)
            if bare.question and bare.question.keys and bare.question.kind in NO_VOCABULARY_NEEDED:
                return bare
        try:
            vocabulary = self._vocabulary(reader.reader.site(), reader.grant)
        except TrackerError:
            bare = self._read(asked, self._vocabulary(_NOWHERE, reader.grant), previous)
            if _needs_no_tracker(asked, bare):
                return bare
            raise
        return self._read(asked, vocabulary, previous)

    def _read(self, asked: Asked, vocabulary: Vocabulary, previous: Question | None) -> Understood:
        return understand(
            asked.text,
            site=vocabulary.site,
            vocabulary=vocabulary,
            now=asked.at,
            zone=asked.zone,
            previous=previous,
            areas=self.areas,
            asker=asked.audience.email,
        )

    def _vocabulary(self, site: Site, rights: Grant) -> Vocabulary:
        return self.vocabularies.of(site, rights, areas=self.areas, aliases=self.aliases)

    def _owners(self, reader: Allowed, understood: Understood) -> tuple[Area, ...]:
        if not understood.partly:
            return ()
        partly = Question(kind=Kind.WHO, filters=understood.partly)
        return areas_named(partly, self.areas, homes=homes_of(partly, reader.site()))

    def _answer(
        self,
        reader: Allowed,
        asked: Asked,
        question: Question,
        since: datetime | None,
        shown: int | None,
    ) -> Reply:
        return answer(
            Ask(
                question=question,
                reader=reader,
                archive=self.archive,
                areas=self.areas,
                now=self.clock.now(),
                zone=asked.zone,
                shown=shown or self.shown,
                more=shown is not None,
                since=since,
                before=self.before,
            )
        )


def _needs_no_tracker(asked: Asked, bare: Understood) -> bool:
    """What can be asked, and that nothing was asked, can be said while Jira is away."""
    is_help = bare.question is not None and bare.question.kind is Kind.HELP
    return is_help or not asked.text.strip()


_NOWHERE = Site(url="", flavour="", read_at=datetime.min.replace(tzinfo=UTC))
"""A site of which nothing is known: enough to read a question that names its issues."""


def spelt_out(text: str, spoken_of: tuple[str, ...]) -> str:
    """The text with "it" or "this bug" replaced by the one issue that it can mean."""
    if len(spoken_of) != 1 or keys_in(text):
        return text
    return _IT.sub(spoken_of[0], text, count=1)


_IT = re.compile(
    r"\b(?:(?:this|that|the)\s+(?:one|bug|issue|ticket|defect)|(?-i:[Ii]t)|(?:this|that)(?=\s*(?:[?.!,]|$|be\b|been\b|fixed\b|done\b)))\b",
    re.IGNORECASE,
)


def plainly(away: TrackerError) -> str:
    """What is the matter with Jira, for whoever asked."""
    if isinstance(away, TrackerRefused):
        return "Jira does not let Cadence in: its credentials were refused."
    if isinstance(away, PartialRead):
        return "Jira broke off in the middle of the answer."
    return "Jira is not answering."


def _said_to_be_a_copy(reply: Reply, away: TrackerError, covers: frozenset[str]) -> Reply:
    if not isinstance(reply, Answer):
        return reply
    missing = _outside(reply.question, covers)
    if missing:
        return CouldNotLook(
            why=f"{plainly(away)} There is a copy, but not of {listed(missing)}.",
            question=reply.question,
        )
    if not covers:
        return CouldNotLook(
            why=f"{plainly(away)} There is a copy, but not of anything that may be shown here.",
            question=reply.question,
        )
    said = (plainly(away), f"The copy holds {listed(sorted(covers))} only.")
    return replace(reply, basis=replace(reply.basis, warnings=(*said, *reply.basis.warnings)))


def _outside(question: Question, covers: frozenset[str]) -> tuple[str, ...]:
    """Projects that the question is about and the copy does not hold."""
    named = {key.rpartition("-")[0].upper() for key in question.keys}
    for each in question.filters:
        condition = each.condition
        if (
            isinstance(condition, Among)
            and condition.field is Field.PROJECT
            and not condition.negated
        ):
            named |= set(condition.values)
    return tuple(sorted(named - covers))
