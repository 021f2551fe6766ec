"""Brings what bugs are compared by up to date, page by page: only what is new or otherwise is embedded."""

from dataclasses import dataclass

from cadence.core.errors import Overtaken
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.scan import Progress, Watcher, nobody
from cadence.patterns.model.similarity.embedding import MADE, Embedding, digest, embedded
from cadence.patterns.store.feed import Feed
from cadence.patterns.store.likenesses import Likened, Likenesses

PAGE = 500
"""Bugs that are kept in one transaction."""
LEARNING = "learning what bugs are alike"


@dataclass(frozen=True, slots=True, kw_only=True)
class Likening:
    feed: Feed
    """Of issues of every type."""
    likenesses: Likenesses
    page: int = PAGE

    def catch_up(self, watcher: Watcher = nobody) -> int:
        """Everything up to now; how many were embedded. What was kept until it breaks off stays.

        Raises ArchiveEmpty and StoreUnavailable.
        """
        kept = self.likenesses.mark()
        done = made = 0
        total = self.feed.waiting(_of_feed(kept))
        while True:
            watcher(Progress(step=LEARNING, done=min(done, total), total=total))
            page = self.feed.changed(_of_feed(kept), limit=self.page)
            new = self._embedded(page.bugs)
            mark = f"{MADE} {page.mark}"
            likened = Likened(embeddings=new, gone=page.gone, after=kept, mark=mark)
            try:
                self.likenesses.take_in(likened)
            except Overtaken:
                kept = self.likenesses.mark()
                continue
            done += len(page.bugs)
            made += len(new)
            if page.is_last:
                return made
            kept = mark

    def _embedded(self, bugs: tuple[Bug, ...]) -> tuple[Embedding, ...]:
        known = self.likenesses.digests([bug.id for bug in bugs])
        new = (bug for bug in bugs if bug.id not in known or known[bug.id] != digest(bug))
        return tuple(map(embedded, new))


def _of_feed(mark: str | None) -> str | None:
    """The feed's own mark; none where embeddings are made otherwise by now."""
    made, _, read = (mark or "").partition(" ")
    return read if made == str(MADE) else None
