"""How alike bugs are: what their words share, and what else ties them.

The odds are a sum of signs, each times a weight: BM25F, asked with the title alone and with all of the text (Robertson
et al. 2004), with what Sun et al. 2011 ("Towards more accurate retrieval of duplicate bug reports") add to it:
components, versions, nearness in time; besides, runs of letters in titles, and links and parents that both have in
common. Links that call two bugs duplicates or clones count for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cadence.patterns.model.similarity.embedding import (
    BUCKETS,
    COMPONENT,
    FULL,
    TIE,
    VERSION,
    Embedding,
)
from cadence.patterns.model.similarity.letters import runs, shared
from cadence.patterns.model.similarity.pile import Pile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cadence.patterns.model.similarity.rarity import Rarity

    Floats = NDArray[np.float32]

TITLE_IN_ALL, TITLE_IN_TITLE, ALL_IN_ALL, ALL_IN_TITLE = 1.485, -2.609, 0.424, 3.730
"""What is asked, in what it is looked for. Title in title is negative since the three others hold it too."""
GRAMS = 5.498
"""Runs of letters that both titles have."""
OTHER_COMPONENTS = -2.341
"""Both have components, and none in common."""
SAME_PROJECT = 2.926
FURTHER = -1.093
"""For each e-fold of the time between them, counted from `A_WHILE` on."""
A_WHILE = 30.0
"""Days."""
SAME_VERSION, TIED = 0.489, 2.203
"""Both were found in one release; both are linked with the same issue, or have the same parent.

Source of the weights: a listwise logistic regression on the earlier half, in time, of 896 pairs of duplicates in a real
tracker of 23,870 issues; the later half was held out. `python -m evals --set similar` judges them. Labels, priority,
type and latent semantic analysis brought nothing that could be measured."""

CENTRE, STEEPNESS = 10.5, 1.5
"""The odds that make a score of 0.5, and how far from it they make 0.73."""

JOINS = 0.5
"""From this score on, a bug of the same area within 90 days is alike enough to be of one group.

Measured on the same tracker: 45 in 100 labelled duplicates of one component within 90 days reach it, and 3 in 1,000
other pairs; so 3 bugs in 10 find another that nobody called a duplicate, most of them about the same thing all the
same. Likeness alone is never enough to escalate: it is the rate of a group that is tested."""

REFINED = 100
"""Of how many, the likest so far, runs of letters are compared too."""


def scores(odds: Floats) -> Floats:
    """Between 0 and 1."""
    made: Floats = 1 / (1 + np.exp((CENTRE - odds) / STEEPNESS))
    return made


class Asked:
    """Bugs that are asked about together, each of which is compared with every one of a pile."""

    def __init__(self, embeddings: Sequence[Embedding], rarity: Rarity) -> None:
        self._pile = Pile.of(embeddings)
        self._places, self._wanted = self._weighed(rarity)
        self._titles = [each.title for each in embeddings]

    def odds(self, pile: Pile) -> Floats:
        """A row for each that is asked about, a column for each of the pile; without the runs of letters."""
        in_all, in_title = self._found(pile)
        mine = len(self._pile)
        odds: Floats = (
            np.float32(ALL_IN_ALL) * in_all[:mine]
            + np.float32(ALL_IN_TITLE) * in_title[:mine]
            + np.float32(TITLE_IN_ALL) * in_all[mine:]
            + np.float32(TITLE_IN_TITLE) * in_title[mine:]
            + self._beside_words(pile)
        )
        return odds

    def refined(self, row: int, odds: Floats, titles: Sequence[str]) -> Floats:
        """The same odds, with the runs of letters that the titles share."""
        both = shared(runs(self._titles[row]), [runs(each) for each in titles])
        return odds + (GRAMS * both).astype(np.float32)

    # --- inside --------------------------------------------------------------------------------------

    def _weighed(self, rarity: Rarity) -> tuple[NDArray[np.int32], Floats]:
        """Of each bucket its place among those that are asked for, or -1; and by place what it weighs for each that is
        asked about: first with all of its text, then with its title."""
        pile = self._pile
        asked_for, places = np.unique(pile.terms, return_inverse=True)
        rows = np.repeat(np.arange(len(pile)), np.diff(pile.bounds))
        wanted = np.zeros((2 * len(pile), len(asked_for)), np.float32)
        weights = pile.weights * rarity.of(pile.terms)[:, None]
        wanted[rows, places] = weights[:, 0]
        wanted[rows + len(pile), places] = weights[:, 1]
        length = np.linalg.norm(wanted, axis=1, keepdims=True)
        wanted /= np.maximum(length, np.float32(1e-6)) * np.float32(FULL)
        all_places = np.full(BUCKETS, -1, np.int32)
        all_places[asked_for] = np.arange(len(asked_for))
        return all_places, np.ascontiguousarray(wanted.T)

    def _found(self, pile: Pile) -> tuple[Floats, Floats]:
        """In all of the text of each of the pile, and in its title."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - takes half a second to import

        places = self._places[pile.terms]
        held = places >= 0
        before = np.concatenate([[0], np.cumsum(held)])
        bounds, columns = before[pile.bounds], places[held]
        shape = (len(pile), len(self._wanted))

        def of(weights: NDArray[np.uint8]) -> Floats:
            table: Any = csr_array((weights[held].astype(np.float32), columns, bounds), shape=shape)
            found: Floats = (table @ self._wanted).T
            return found

        return of(pile.weights[:, 0]), of(pile.weights[:, 1])

    def _beside_words(self, pile: Pile) -> Floats:
        mine = self._pile
        apart = np.abs(mine.days[:, None] - pile.days[None, :])
        odds = FURTHER * np.log1p(apart / A_WHILE)
        odds += SAME_PROJECT * _equal(mine.projects, pile.projects)
        of_components = pile.traits // BUCKETS == COMPONENT
        has_some = _any(of_components, pile.trait_bounds)
        asks_some = _any(mine.traits // BUCKETS == COMPONENT, mine.trait_bounds)
        version, tied, component = (_shared(mine, pile, each) for each in (VERSION, TIE, COMPONENT))
        for row in range(len(mine)):
            beside = SAME_VERSION * version[row] + TIED * tied[row]
            if asks_some[row]:
                beside += OTHER_COMPONENTS * (has_some & ~component[row])
            odds[row] += beside
        return odds.astype(np.float32)


def alike(one: Embedding, others: Sequence[Embedding], rarity: Rarity) -> list[float]:
    """How alike each of these is to one: a score between 0 and 1, in their order."""
    if not others:
        return []
    asked = Asked([one], rarity)
    odds = asked.odds(Pile.of(others))[0]
    likest = np.argsort(-odds, kind="stable")[:REFINED]
    odds[likest] = asked.refined(0, odds[likest], [others[each].title for each in likest])
    return [float(each) for each in scores(odds)]


def _equal(some: NDArray[np.str_], others: NDArray[np.str_]) -> NDArray[np.bool_]:
    """A row for each of some, a column for each of the others."""
    _, numbers = np.unique(np.concatenate([some, others]), return_inverse=True)
    found: NDArray[np.bool_] = numbers[: len(some), None] == numbers[None, len(some) :]
    return found


def _shared(some: Pile, others: Pile, kind: int) -> NDArray[np.bool_]:
    """Whether two have a trait of this kind in common: a row for each of some, a column for each of the others."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - takes half a second to import

    asked_for = np.unique(some.traits[some.traits // BUCKETS == kind])
    if not len(asked_for):
        return np.zeros((len(some), len(others)), np.bool_)

    def table(pile: Pile) -> Any:
        places = np.minimum(np.searchsorted(asked_for, pile.traits), len(asked_for) - 1)
        held = asked_for[places] == pile.traits
        bounds = np.concatenate([[0], np.cumsum(held)])[pile.trait_bounds]
        ones = np.ones(bounds[-1], np.float32)
        return csr_array((ones, places[held], bounds), shape=(len(pile), len(asked_for)))

    found: NDArray[np.bool_] = (table(some) @ table(others).T).toarray() > 0
    return found


def _any(marked: NDArray[np.bool_], bounds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether anything between each two bounds is marked."""
    before = np.concatenate([[0], np.cumsum(marked)])
    found: NDArray[np.bool_] = before[bounds[1:]] > before[bounds[:-1]]
    return found
