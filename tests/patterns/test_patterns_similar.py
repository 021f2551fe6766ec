"""Given a bug, the earlier ones that are most like it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cadence.core.errors import ArchiveEmpty, IssueNotFound, Overtaken
from cadence.core.issue import Link, Version
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.similarity import embedding
from cadence.patterns.model.similarity.embedding import embedded
from cadence.patterns.model.similarity.likeness import JOINS, alike
from cadence.patterns.model.similarity.nearest import Nearest
from cadence.patterns.model.similarity.pile import Pile
from cadence.patterns.model.similarity.rarity import Rarity
from cadence.patterns.service.likening import Likening
from cadence.patterns.service.seen_before import Before
from cadence.patterns.service.similar import Similar
from cadence.patterns.store.feed import Page
from cadence.patterns.store.likenesses import Likened
from fakes.likenesses import FakeLikenesses

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OTHERS = (
    "Receipts print without a tax number", "Login page flickers on Safari", "Export of invoices ends with a blank page",
    "Search ignores umlauts", "Kitchen screen shows closed orders", "Tips are rounded down in the report",
    "Barcode scanner needs two tries", "Dark theme hides the footer", "Opening hours ignore public holidays",
)  # fmt: skip


def a_bug(number: int, summary: str, **more: Any) -> Bug:
    at = more.pop("created_at", NOON + number * DAY)
    plain = {"project": "PAY", "components": ("Checkout",), "updated_at": at}
    return Bug(
        **(
            {"id": str(number), "key": f"PAY-{number}", "summary": summary, "created_at": at}
            | plain
            | more
        )
    )


RETRY = a_bug(
    20, "Payment retry charges the card twice",
    description="When `PaymentGateway.retryCharge` times out the card is charged a second time.",
)  # fmt: skip
AGAIN = a_bug(
    30, "Card charged twice after a payment was retried",
    description="Two charges on the card; retryCharge in the log.",
)  # fmt: skip
EVERY = (*(a_bug(number, said) for number, said in enumerate(OTHERS)), RETRY, AGAIN)


def rarity(*bugs: Bug) -> Rarity:
    return Rarity().changed(come=[embedded(each) for each in bugs], gone=())


def score(one: Bug, other: Bug) -> float:
    return alike(embedded(one), [embedded(other)], rarity(*EVERY))[0]


# --- how alike ------------------------------------------------------------------------------------


def test_bugs_that_say_the_same_otherwise_are_alike_and_others_are_not() -> None:
    assert score(AGAIN, RETRY) > JOINS
    assert max(score(AGAIN, other) for other in EVERY[:9]) < 0.1


def test_scores_lie_between_nothing_and_one() -> None:
    assert 0.99 < score(AGAIN, replace(AGAIN, id="31", key="PAY-31")) <= 1
    assert 0 <= score(AGAIN, a_bug(40, "", project="X", components=("Other",))) < 0.01


def test_what_is_long_ago_of_other_components_or_another_project_is_less_alike() -> None:
    same = score(AGAIN, RETRY)
    assert score(AGAIN, replace(RETRY, created_at=NOON - 900 * DAY)) < same
    assert score(AGAIN, replace(RETRY, components=("Reports",))) < same
    assert score(AGAIN, replace(RETRY, project="MOB")) < same
    assert score(AGAIN, replace(RETRY, components=())) == pytest.approx(same)


def test_a_release_a_parent_or_an_issue_in_common_makes_more_alike() -> None:
    release = (Version(id="1", name="4.2"),)
    tie = (Link(wording="relates to", kind="Relates", key="PAY-99"),)
    same = score(AGAIN, RETRY)
    for more in ({"affects": release}, {"parent": "PAY-98"}, {"links": tie}):
        assert score(replace(AGAIN, **more), replace(RETRY, **more)) > same


def test_links_that_call_two_bugs_the_same_count_for_nothing() -> None:
    for kind in ("Duplicate", "Cloners"):
        link = (Link(wording="duplicates", kind=kind, key="PAY-99"),)
        known = score(replace(AGAIN, links=link), replace(RETRY, links=link))
        assert known == pytest.approx(score(AGAIN, RETRY))


def test_an_issue_named_in_a_text_is_no_sign() -> None:
    told = replace(AGAIN, comments=("Duplicate of PAY-20.",))
    other = replace(AGAIN, comments=("Duplicate of PAY-7.",))
    assert embedded(told).terms == embedded(other).terms


def test_an_embedding_is_made_of_nothing_but_its_bug() -> None:
    first = embedded(RETRY)
    assert embedded(RETRY) == first
    assert embedded(replace(RETRY, description="Other words.")).digest != first.digest
    assert embedded(replace(RETRY, resolution="Fixed", updated_at=NOON + 99 * DAY)) == first


# --- nearest --------------------------------------------------------------------------------------


@dataclass
class Feed:
    """Pages of a few."""

    bugs: tuple[Bug, ...]
    gone: tuple[str, ...] = ()

    def waiting(self, mark: str | None) -> int:
        return len(self.bugs) - int(mark or 0)

    def changed(self, mark: str | None, *, limit: int) -> Page:
        start = int(mark or 0)
        end = min(start + limit, len(self.bugs))
        is_last = end == len(self.bugs)
        gone = self.gone if is_last else ()
        return Page(bugs=self.bugs[start:end], gone=gone, mark=str(end), is_last=is_last)


def taken_in(*bugs: Bug) -> FakeLikenesses:
    kept = FakeLikenesses()
    assert Likening(feed=Feed(bugs), likenesses=kept, page=4).catch_up() == len(bugs)  # type: ignore[arg-type]
    return kept


def test_the_nearest_earlier_bug_comes_first() -> None:
    similar = Similar(likenesses=taken_in(*EVERY))
    nearest = similar.of("pay-30", limit=3)
    assert nearest[0].key == "PAY-20"
    assert [each.score for each in nearest] == sorted((n.score for n in nearest), reverse=True)
    assert len(nearest) == 3


def test_only_earlier_ones_answer() -> None:
    similar = Similar(likenesses=taken_in(*EVERY))
    assert "PAY-30" not in {each.key for each in similar.of("PAY-20", limit=50)}
    assert similar.of("PAY-0") == ()


def test_of_what_was_imported_at_one_instant_the_lower_ids_are_earlier() -> None:
    same = (a_bug(9, "Till is mute", created_at=NOON), a_bug(10, "Till is mute", created_at=NOON))
    similar = Similar(likenesses=taken_in(*same))
    assert [each.key for each in similar.of("PAY-10")] == ["PAY-9"]
    assert similar.of("PAY-9") == ()


def test_many_are_answered_in_their_order_and_an_unknown_one_spoils_nothing() -> None:
    similar = Similar(likenesses=taken_in(*EVERY))
    told = dict(similar.of_each(["PAY-30", "NO-1", "PAY-20"], limit=1))
    assert list(told) == ["PAY-30", "NO-1", "PAY-20"]
    assert told["NO-1"] is None
    assert told["PAY-30"] == similar.of("PAY-30", limit=1)
    with pytest.raises(IssueNotFound):
        similar.of("NO-1")


def test_where_nothing_was_compared_nothing_is_claimed() -> None:
    with pytest.raises(ArchiveEmpty):
        Similar(likenesses=FakeLikenesses()).of("PAY-1")
    assert Before(similar=Similar(likenesses=FakeLikenesses())).like("PAY-1") == ()


def test_what_is_offered_as_seen_before_is_enough_alike() -> None:
    before = Before(similar=Similar(likenesses=taken_in(*EVERY)))
    assert before.like("PAY-30") == ("PAY-20",)
    assert before.like("PAY-8") == ()
    assert before.like("PAY-999") == ()


# --- catching up ----------------------------------------------------------------------------------


def test_nothing_is_embedded_twice_and_what_is_gone_goes() -> None:
    kept = taken_in(*EVERY)
    kept.read_to = f"{embedding.MADE} 0"
    changed = (*EVERY[:-1], replace(AGAIN, summary="Charged twice"))
    feed = Feed(changed, gone=("3",))
    assert Likening(feed=feed, likenesses=kept, page=4).catch_up() == 1  # type: ignore[arg-type]
    assert kept.held["30"].title == "Charged twice"
    assert "3" not in kept.held


def test_embeddings_of_an_older_make_are_made_anew() -> None:
    kept = taken_in(*EVERY)
    kept.held = {id_: replace(each, digest="of old") for id_, each in kept.held.items()}
    kept.read_to = f"{embedding.MADE - 1} {len(EVERY)}"
    assert Likening(feed=Feed(EVERY), likenesses=kept).catch_up() == len(EVERY)  # type: ignore[arg-type]


def test_who_is_overtaken_goes_on_from_where_the_other_is() -> None:
    class Raced(FakeLikenesses):
        def take_in(self, likened: Likened) -> None:
            if likened.after is None:
                super().take_in(replace(likened, mark=f"{embedding.MADE} 4"))
                raise Overtaken("somebody else was faster")
            super().take_in(likened)

    kept = Raced()
    assert Likening(feed=Feed(EVERY), likenesses=kept, page=4).catch_up() == len(EVERY) - 4  # type: ignore[arg-type]
    assert len(kept.held) == len(EVERY)


def test_equals_come_the_latest_first_in_whatever_order_they_were_kept() -> None:
    same = [replace(RETRY, id=str(9 + n), key=f"PAY-{9 + n}") for n in range(4)]
    asks = embedded(replace(AGAIN, id="99"))
    orders = []
    for kept in (same, same[::-1], [same[2], same[0], same[3], same[1]]):
        nearest = Nearest([asks], rarity(*EVERY))
        for each in kept:
            nearest.show(Pile.of([embedded(each)]))
        orders.append([near.key for near in nearest.of(0, 3)])
    assert orders == [["PAY-12", "PAY-11", "PAY-10"]] * 3
