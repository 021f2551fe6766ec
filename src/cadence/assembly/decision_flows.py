"""The flows of the decision log and what they share, each made once."""

from cadence.adapters.db.decision_chain import SqlChain
from cadence.adapters.db.decision_conflicts import SqlConflicts
from cadence.adapters.db.decision_reviews import SqlReviews
from cadence.adapters.db.decisions import SqlRecords
from cadence.assembly import parts
from cadence.assembly.outside import Outside
from cadence.core.message import Block
from cadence.decisions.messages.chain import chain_blocks
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import Tree
from cadence.decisions.model.issue_states import NOT_ASKED, IssueStates
from cadence.decisions.service.answering import Answering
from cadence.decisions.service.asker import Keeping
from cadence.decisions.service.boards import Boards
from cadence.decisions.service.chaining import Chaining, Signals
from cadence.decisions.service.changes import Changes
from cadence.decisions.service.choosing import Choosing
from cadence.decisions.service.confirming import Confirming
from cadence.decisions.service.conflicts import Conflicts
from cadence.decisions.service.correcting import Correcting
from cadence.decisions.service.disputes import Disputes
from cadence.decisions.service.drafter import Drafter
from cadence.decisions.service.drafting import Drafting
from cadence.decisions.service.elsewhere import Elsewhere
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.grounds import Grounds
from cadence.decisions.service.judging import Judging
from cadence.decisions.service.linking import Linking
from cadence.decisions.service.people import People
from cadence.decisions.service.questions import Questions
from cadence.decisions.service.reading import Reading
from cadence.decisions.service.recording import Recording
from cadence.decisions.service.reviewing import Reviewing
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.service.sources import Sources
from cadence.decisions.service.states import States
from cadence.decisions.service.superseding import Superseding
from cadence.decisions.service.ties import Ties
from cadence.decisions.service.whom import Asking
from cadence.decisions.service.withholding import Withholding
from cadence.status.service.bugs import StatusBugs


class Room:
    """Its parts, each made once."""

    def __init__(self, outside: Outside) -> None:
        settings = outside.settings
        self.outside = outside
        self.areas = tuple(settings.areas)
        self.records = SqlRecords(outside.engine)
        self.reviews = SqlReviews(outside.engine)
        self.chain = SqlChain(outside.engine)
        self.bugs = StatusBugs(status=outside.status)
        self.seeing = Seeing(messenger=outside.messenger)
        self.people = People(messenger=outside.messenger, zone=settings.zone)
        self.boards = Boards(
            records=self.records,
            seeing=self.seeing,
            log_channel=settings.decisions.log_channel,
        )
        self.asking = self._asking()
        self.changes = Changes(boards=self.boards)
        self.kept = SqlConflicts(outside.engine)
        self.conflicts = self._conflicts()
        self.disputes = self._disputes()
        self.withholding = Withholding(kept=self.kept, disputes=self.disputes, clock=outside.clock)
        self.drafting = self._drafting()
        self.questions = self._questions()
        self.reviewing = self._reviewing()
        self.recording = self._recording()
        self.superseding = self._superseding()
        self.elsewhere = self._elsewhere()
        self.chaining = Chaining(records=self.records, reviews=self.reviews, store=self.chain)
        self.signals = Signals(
            store=self.chain, bugs=self.bugs, asking=self.asking, clock=outside.clock
        )
        self.sources = Sources(
            records=self.records, messenger=outside.messenger, clock=outside.clock
        )

    def flows(self) -> tuple[Flow, ...]:
        return (
            self.drafting,
            self.recording,
            self._choosing(),
            self.disputes,
            self._reading(),
            Answering(records=self.records, seeing=self.seeing),
            self.superseding,
            self.elsewhere,
            self._correcting(),
            self.reviewing,
            self._linking(),
        )

    def _drafting(self) -> Drafting:
        return Drafting(
            messenger=self.outside.messenger,
            records=self.records,
            drafter=Drafter(
                self.outside.writer,
                clock=self.outside.clock,
                most_characters=self.outside.settings.claude.longest_thread,
                dropped=self.outside.dropped,
            ),
            people=self.people,
            seeing=self.seeing,
            clock=self.outside.clock,
            areas=self.areas,
            projects=self.outside.settings.jira.projects,
        )

    def _recording(self) -> Recording:
        return Recording(
            records=self.records,
            people=self.people,
            confirming=Confirming(messenger=self.outside.messenger, people=self.people),
            changes=self.changes,
            seeing=self.seeing,
            conflicts=self.conflicts,
            clock=self.outside.clock,
            areas=self.areas,
            arm=self.reviewing.armed,
            withheld=self.withholding,
        )

    def _conflicts(self) -> Conflicts:
        outside = self.outside
        return Conflicts(
            kept=self.kept,
            records=self.records,
            judging=Judging(records=self.records, clock=outside.clock, writer=outside.writer),
            seeing=self.seeing,
            clock=outside.clock,
        )

    def _disputes(self) -> Disputes:
        return Disputes(
            kept=self.kept,
            records=self.records,
            asking=self.asking,
            people=self.people,
            changes=self.changes,
            clock=self.outside.clock,
            office=self.outside.settings.working_time,
        )

    def _choosing(self) -> Choosing:
        return Choosing(
            conflicts=self.conflicts,
            kept=self.kept,
            records=self.records,
            record=self.recording.record,
            refuses=self.recording.refuses,
            disputes=self.disputes,
            withheld=self.withholding,
            seeing=self.seeing,
            messenger=self.outside.messenger,
            people=self.people,
            changes=self.changes,
            clock=self.outside.clock,
            areas=self.areas,
        )

    def _reading(self) -> Reading:
        return Reading(
            records=self.records,
            seeing=self.seeing,
            clock=self.outside.clock,
            browse=parts.browse_url(self.outside.settings),
            overdue=self.reviewing.overdue,
            chain=self.chain_of,
            look=self.sources.looked,
        )

    def _superseding(self) -> Superseding:
        return Superseding(
            records=self.records,
            seeing=self.seeing,
            messenger=self.outside.messenger,
            people=self.people,
            changes=self.changes,
            withholding=self.withholding,
            clock=self.outside.clock,
            draft=self.drafting.supersede,
        )

    def _elsewhere(self) -> Elsewhere:
        return Elsewhere(
            records=self.records,
            confirming=self.recording.confirming,
            people=self.people,
            seeing=self.seeing,
            clock=self.outside.clock,
            record=self.recording.elsewhere,
            found=self.conflicts.found,
            in_the_way=self.superseding.withheld,
            replace=self.superseding.replaced,
            areas=self.areas,
        )

    def _correcting(self) -> Correcting:
        return Correcting(
            records=self.records,
            seeing=self.seeing,
            messenger=self.outside.messenger,
            people=self.people,
            asking=self.asking,
            changes=self.changes,
            disputes=self.disputes,
            clock=self.outside.clock,
            areas=self.areas,
        )

    def _asking(self) -> Asking:
        settings = self.outside.settings
        return Asking(
            messenger=self.outside.messenger,
            seeing=self.seeing,
            zone=settings.zone,
            owners=settings.decisions.owners,
            log_channel=settings.decisions.log_channel,
        )

    def _questions(self) -> Questions:
        settings = self.outside.settings
        return Questions(
            records=self.records,
            reviews=self.reviews,
            asking=self.asking,
            bugs=self.bugs,
            clock=self.outside.clock,
            office=settings.working_time,
            patience=settings.decisions.review_patience,
            browse=parts.browse_url(settings),
        )

    def _reviewing(self) -> Reviewing:
        return Reviewing(
            records=self.records,
            reviews=self.reviews,
            questions=self.questions,
            seeing=self.seeing,
            people=self.people,
            clock=self.outside.clock,
            redraw=self.boards.redraw,
        )

    def _linking(self) -> Linking:
        outside = self.outside
        keeping = Keeping(records=self.records, store=self.chain, clock=outside.clock)
        ties = Ties(
            keeping=keeping,
            reviews=self.reviews,
            chaining=self.chaining,
            tracker=outside.tracker,
            bugs=self.bugs,
        )
        grounds = Grounds(
            keeping=keeping,
            signals=self.signals,
            messenger=outside.messenger,
            people=self.people,
        )
        return Linking(
            keeping=keeping,
            ties=ties,
            grounds=grounds,
            chaining=self.chaining,
            messenger=outside.messenger,
            seeing=self.seeing,
            asking=self.asking,
            people=self.people,
        )

    def chain_of(
        self, number: int, seen: Seen, user: str, channel: str | None
    ) -> tuple[Block, ...]:
        """What a decision rests on and founds, to be shown with it."""
        tree = self.chaining.chain(number, seen)
        if tree is None:
            return ()
        browse = parts.browse_url(self.outside.settings)
        return chain_blocks(tree, browse=browse, states=self._states(tree, user, channel))

    def _states(self, tree: Tree, user: str, channel: str | None) -> IssueStates:
        if not tree.issues:
            return NOT_ASKED
        asking = self.asking
        audience = asking.audience(user) if channel is None else asking.audience_in(user, channel)
        return States(bugs=self.bugs).of(tree.issues, audience)
