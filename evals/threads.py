"""How well the rules find decisions in threads, against labelled ones, real meetings and real chatter.

What is counted:
- found: a labelled decision of which a draft quotes, as "decided", at least one message that the label names;
- missed: any other labelled decision; invented: a draft whose "decided" quotes no message that any label names;
- evidence: precision and recall of the "decided" quotes, message by message, over the whole set;
- quotes: of the messages quoted for a field in a draft that found a decision, how many its label names for that field;
- false: threads without a decision in which something was drafted.
"""

import gzip
import json
import os
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from cadence.cli.thread_files import thread_in
from cadence.core.message import Said
from cadence.decisions.model.decision import Part
from cadence.decisions.model.draft import Draft
from cadence.decisions.model.drafting import drafts

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("CADENCE_SHARED_DATA", HERE.parent.parent / "shared" / "data"))
MEETINGS = SHARED / "decisions" / "ami_es.jsonl.gz"
JIRA = SHARED / "jira"
ZONE = ZoneInfo("Europe/Berlin")

OWN = ("threads", "threads_heldout", "threads_fresh")
"""The rules were made with the first in sight; the second was written before them, the third before those for lists
of options and what is said of them, and none was changed for either."""
SEEN_TEAMS = range(2002, 2009)
"""Teams of meetings that were looked at when the rules were made."""
STRETCH = 50
"""Turns of a meeting that are taken for a thread."""
NEAR = 10
"""Turns from a piece of evidence within which a draft is about the same moment of a meeting."""
EVERY = 4
"""Of so many of Jira's issues one is read."""
QUOTED = (
    Part.DECIDED, Part.CONTEXT, Part.OPTIONS, Part.REASONS, Part.CONSEQUENCES, Part.REVERSIBILITY, Part.REVIEW_ON,
    Part.REOPEN_IF, Part.SCOPE, Part.LINKS, Part.INFORMED,
)  # fmt: skip
"""Fields that are labelled with messages; people are labelled by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One decision of a thread, as somebody who read it sees it."""

    quotes: Mapping[str, frozenset[str]]
    values: Mapping[str, object]

    @property
    def decided(self) -> frozenset[str]:
        return self.quotes[Part.DECIDED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    id: str
    thread: tuple[Said, ...]
    labels: tuple[Label, ...]


@dataclass(slots=True)
class Tally:
    """What was counted in one set."""

    threads: int = 0
    labelled: int = 0
    drafted: int = 0
    found: int = 0
    invented: int = 0
    near: int = 0
    without: int = 0
    false: int = 0
    right: int = 0
    wrong: int = 0
    overlooked: int = 0
    quoted: Counter[Part] = field(default_factory=Counter)
    quoted_rightly: Counter[Part] = field(default_factory=Counter)
    to_quote: Counter[Part] = field(default_factory=Counter)
    values: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.overlooked, 1)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def quote_accuracy(self) -> float:
        return self.quoted_rightly.total() / max(self.quoted.total(), 1)

    @property
    def false_share(self) -> float:
        return self.false / max(self.without, 1)

    def count(self, each: Labelled, made: Sequence[Draft]) -> None:
        named = frozenset[str]().union(*(label.decided for label in each.labels))
        said = frozenset[str]().union(*(draft.resting_on(Part.DECIDED) for draft in made))
        hits = [draft for draft in made if named.intersection(draft.resting_on(Part.DECIDED))]
        found = [label for label in each.labels if label.decided & said]
        self.threads += 1
        self.labelled += len(each.labels)
        self.drafted += len(made)
        self.found += len(found)
        self.invented += len(made) - len(hits)
        self.near += sum(_is_near(each.thread, named, draft) for draft in made)
        self.without += not each.labels
        self.false += bool(made) and not each.labels
        self.right += len(named & said)
        self.wrong += len(said - named)
        self.overlooked += len(named - said)
        if len(found) < len(each.labels) or len(hits) < len(made):
            self.notes.append(_noted(each, found, made, hits))

    def compare(self, each: Labelled, made: Sequence[Draft]) -> None:
        """Field by field, each draft with the label that it shares most of its evidence with."""
        for draft in made:
            said = frozenset(draft.resting_on(Part.DECIDED))
            label = max(each.labels, key=lambda one: len(one.decided & said), default=None)
            if label is None or not label.decided & said:
                continue
            for part in QUOTED:
                mine, right = frozenset(draft.resting_on(part)), label.quotes.get(part, frozenset())
                self.quoted[part] += len(mine)
                self.quoted_rightly[part] += len(mine & right)
                self.to_quote[part] += len(right)
            self._compare_values(draft, label)

    def _compare_values(self, draft: Draft, label: Label) -> None:
        body = draft.body
        mine = {
            "decider": body.decider.user if body.decider else None,
            "review_on": body.review_on.isoformat() if body.review_on else None,
        }
        for name, wanted in label.values.items():
            if name in mine:
                self.values[name, "right" if mine[name] == wanted else "wrong"] += 1


def _is_near(thread: Sequence[Said], named: frozenset[str], draft: Draft) -> bool:
    decided = draft.resting_on(Part.DECIDED)
    at = [place for place, said in enumerate(thread) if said.ts in decided]
    around = thread[max(0, at[0] - NEAR) : at[-1] + NEAR + 1]
    return any(said.ts in named for said in around)


def _noted(
    each: Labelled, found: Sequence[Label], made: Sequence[Draft], hits: Sequence[Draft]
) -> str:
    missed = len(each.labels) - len(found)
    invented = [draft.body.title for draft in made if draft not in hits]
    parts = [f"missed {missed}"] if missed else []
    parts += [f"invented “{title}”" for title in invented]
    return f"{each.id}: {', '.join(parts)}"


# --- our own threads -----------------------------------------------------------------------------


def load(name: str) -> Iterator[Labelled]:
    for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        labels = (
            Label(
                quotes={part: frozenset(ts) for part, ts in one["quotes"].items()},
                values=one.get("values", {}),
            )
            for one in raw["decisions"]
        )
        thread = thread_in(json.dumps(raw["messages"]).encode())
        yield Labelled(id=raw["id"], thread=thread, labels=tuple(labels))


def tallied(threads: Iterable[Labelled]) -> Tally:
    tally = Tally()
    for each in threads:
        made = drafts(each.thread, zone=ZONE)
        tally.count(each, made)
        tally.compare(each, made)
    return tally


def show(name: str, tally: Tally) -> None:
    print(f"\n{name}: {tally.threads} threads, {tally.labelled} decisions in them")
    print(
        f"  found {tally.found}, missed {tally.labelled - tally.found}, invented {tally.invented}; "
        f"drafts in threads without a decision: {tally.false} of {tally.without}"
    )
    _show_evidence(tally)
    print(
        f"  quotes that are labelled: {tally.quote_accuracy:.2f} of {tally.quoted.total()}; by field:"
    )
    for part in QUOTED:
        print(
            f"    {part.value:14}{tally.quoted_rightly[part]:4} right of {tally.quoted[part]:3} quoted, "
            f"{tally.to_quote[part]:3} labelled"
        )
    for value in ("decider", "review_on"):
        right, wrong = tally.values[value, "right"], tally.values[value, "wrong"]
        print(f"  {value}: {right} right of {right + wrong} labelled")
    for note in tally.notes:
        print(f"  {note}")


def _show_evidence(tally: Tally) -> None:
    print(
        f"  evidence of what was decided: precision {tally.precision:.2f}, recall {tally.recall:.2f}, "
        f"F1 {tally.f1:.2f}"
    )


# --- real meetings -------------------------------------------------------------------------------


def meetings(*, seen: bool) -> Iterator[Labelled]:
    with gzip.open(MEETINGS, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            if (int(raw["meeting"][2:6]) in SEEN_TEAMS) is seen:
                yield _meeting(raw)


def _meeting(raw: Mapping[str, object]) -> Labelled:
    turns, decisions = raw["turns"], raw["decisions"]
    assert isinstance(turns, list)
    assert isinstance(decisions, list)
    return Labelled(
        id=str(raw["meeting"]),
        thread=tuple(Said(ts=t["id"], user=t["speaker"], text=t["text"]) for t in turns),
        labels=tuple(
            Label(quotes={Part.DECIDED: frozenset(each["evidence"])}, values={})
            for each in decisions
            if each["evidence"]
        ),
    )


def stretches(found: Iterable[Labelled]) -> Iterator[Labelled]:
    """Parts of meetings that hold no evidence of any decision."""
    for each in found:
        evidence = frozenset[str]().union(*(label.decided for label in each.labels))
        for start in range(0, len(each.thread), STRETCH):
            part = each.thread[start : start + STRETCH]
            if not evidence.intersection(said.ts for said in part):
                yield Labelled(id=f"{each.id}:{start}", thread=part, labels=())


def _show_meetings(name: str, tally: Tally, quiet: Tally) -> None:
    print(f"\n{name}: {tally.threads} meetings, {tally.labelled} decisions with evidence")
    print(
        f"  found {tally.found}, missed {tally.labelled - tally.found}; {tally.drafted} drafts, "
        f"of which {tally.invented} touch no evidence"
    )
    _show_evidence(tally)
    print(f"  drafts within {NEAR} turns of evidence: {tally.near} of {tally.drafted}")
    print(
        f"  stretches of {STRETCH} turns without evidence, drafted from: {quiet.false} of {quiet.without}"
    )


# --- real chatter --------------------------------------------------------------------------------


def comments() -> Iterator[Labelled]:
    """Comments on real issues as threads. Nobody labelled them; nearly all decide nothing."""
    for file in ("aloy", "timob"):
        with gzip.open(JIRA / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if number % EVERY == 0 and (thread := _commented(json.loads(line))):
                    yield thread


def _commented(issue: Mapping[str, object]) -> Labelled | None:
    fields = issue["fields"]
    assert isinstance(fields, dict)
    said = [
        Said(ts=f"{number}", user=(each.get("author") or {}).get("accountId"), text=each["body"])
        for number, each in enumerate(fields["comment"]["comments"], 1)
    ]
    return Labelled(id=str(issue["key"]), thread=tuple(said), labels=()) if said else None


# --- all of it -----------------------------------------------------------------------------------


def run() -> list[str]:
    """Prints what was counted; what lies below the recorded floors."""
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    problems = []
    for name in OWN:
        tally = tallied(load(name))
        show(name, tally)
        problems += failing(name, tally, floors[name])
    if not (MEETINGS.exists() and JIRA.exists()):
        print("\nThe real meetings and comments are not here: nothing was counted in them.")
        return problems
    for name, seen in (("meetings", True), ("meetings_heldout", False)):
        found = list(meetings(seen=seen))
        tally, quiet = tallied(found), tallied(stretches(found))
        _show_meetings(name, tally, quiet)
        problems += failing(name, tally, floors[name])
    chatter = tallied(comments())
    print(
        f"\ncomments: drafted from {chatter.false} of {chatter.without} real issues, {chatter.false_share:.2%}"
    )
    for note in chatter.notes[::4]:
        print(f"  {note}")
    return problems + failing("comments", chatter, floors["comments"])


def failing(name: str, tally: Tally, floors: Mapping[str, float]) -> list[str]:
    figures = {
        "f1_at_least": tally.f1,
        "quotes_at_least": tally.quote_accuracy,
        "found_at_least": tally.found,
        "false_at_most": -tally.false_share,
    }
    return [
        f"{name}: {floor} is {abs(figures[floor]):.3f}, and {wanted} is wanted"
        for floor, wanted in floors.items()
        if figures[floor] < (-wanted if floor == "false_at_most" else wanted)
    ]
