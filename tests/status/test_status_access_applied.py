"""The rules of access on everything that is said: keys, titles, counts, breakdowns, names, the copy."""

import itertools
from dataclasses import replace

import pytest
from status_support import Desk, a_desk, in_channel, keys

from builders import an_issue
from cadence.core.issue import Issue
from cadence.core.message import Audience, Kind
from cadence.core.people import Area, Lead
from cadence.status.model.access import Rule
from cadence.status.model.question import Kind as QuestionKind
from cadence.status.model.understanding import Alias, Sort

LEVELS = (None, "Staff", "Board")
EVERY = tuple(
    an_issue(
        f"{project}-{number}",
        id=f"{project}{number}",
        level=level,
        summary=f"Kettle crash ({project}, {level})",
        components=(component,),
    )
    for (project, component), (number, level) in itertools.product(
        (("PAY", "Checkout"), ("MOB", "iOS"), ("SEC", "Vault")), enumerate(LEVELS, start=1)
    )
)
"""One issue of each project and level."""


def rule(channels="", users="", groups="", projects="", levels="") -> Rule:
    return Rule(
        channels=frozenset(channels.split()),
        users=frozenset(users.split()),
        groups=frozenset(groups.split()),
        projects=frozenset(projects.split()),
        levels=frozenset(levels.split()),
    )


RULES = (
    rule(channels="C-PAY", projects="PAY"),
    rule(channels="C-ALL", projects="*"),
    rule(channels="C-TWO", projects="PAY", levels="Staff"),
    rule(channels="C-TWO", projects="mob"),
    rule(users="U-SEC", projects="SEC", levels="*"),
    rule(users="boss@x.example", projects="*", levels="*"),
    rule(groups="@board", projects="PAY MOB", levels="Board"),
    rule(channels="C-NONE"),
)

PAY1, PAY2, PAY3 = "PAY-1", "PAY-2", "PAY-3"
TABLE = [
    (in_channel("C-PAY"), {PAY1}),
    (in_channel("C-PAY", kind=Kind.PRIVATE), {PAY1}),
    (in_channel("C-PAY", kind=Kind.GROUP), {PAY1}),
    (in_channel("C-PAY", user="U-SEC"), {PAY1}),
    (in_channel("C-ALL"), {PAY1, "MOB-1", "SEC-1"}),
    (in_channel("C-TWO"), {PAY1, PAY2, "MOB-1"}),
    (in_channel("C-NONE"), set()),
    (in_channel("C-ELSE"), set()),
    (Audience(user="U-ANY", channel="D1", kind=Kind.DIRECT), set()),
    (Audience(user="U-SEC", channel="D1", kind=Kind.DIRECT), {"SEC-1", "SEC-2", "SEC-3"}),
    (
        Audience(user="U9", channel="D1", kind=Kind.DIRECT, email="Boss@x.example"),
        {each.key for each in EVERY},
    ),
    (
        Audience(user="U9", channel="D1", kind=Kind.DIRECT, groups=frozenset({"S1", "board"})),
        {PAY1, PAY3, "MOB-1", "MOB-3"},
    ),
]


@pytest.fixture(params=["jira", "copy"])
def desk(request: pytest.FixtureRequest) -> Desk:
    copied: tuple[Issue, ...] = EVERY if request.param == "copy" else ()
    one = a_desk(EVERY, copied=copied, rules=RULES)
    one.tracker.is_down = request.param == "copy"
    return one


@pytest.mark.parametrize(("audience", "seen"), TABLE, ids=[str(n) for n in range(len(TABLE))])
def test_nothing_is_shown_or_counted_that_the_audience_may_not_see(
    desk: Desk, audience: Audience, seen: set[str]
) -> None:
    if not seen:
        for text in ("PAY-1", "open bugs", "open bugs by project", "help"):
            assert desk.unread(text, audience=audience).why.startswith("Nothing from Jira may be")
        return
    listed = desk.answer("open bugs", audience=audience)
    assert (set(keys(listed)), listed.total) == (seen, len(seen))
    counted = desk.answer("how many bugs are open?", audience=audience)
    assert counted.total == len(seen)
    by_project = desk.answer("open bugs by project", audience=audience)
    assert {row.name: row.count for row in by_project.counts} == {
        project: sum(key.startswith(project) for key in seen)
        for project in {key[:3] for key in seen}
    }
    titled = desk.answer("the kettle crash", audience=audience)
    assert set(keys(titled)) <= seen
    assert titled.total == len(seen)


@pytest.mark.parametrize(("audience", "seen"), TABLE, ids=[str(n) for n in range(len(TABLE))])
@pytest.mark.parametrize("text", ["{}", "when will {} be fixed?", "who owns {}?", "{} and PAY-77"])
def test_what_is_not_allowed_reads_like_what_is_not_there(
    audience: Audience, seen: set[str], text: str
) -> None:
    desk = a_desk(EVERY, rules=RULES)
    absent = {each.key: f"{each.project}-9{each.key[-1]}" for each in EVERY}
    for issue in EVERY:
        said = desk.says(text.format(issue.key), audience=audience)
        if issue.key in seen:
            assert issue.summary in said
            continue
        there_is_none = desk.says(text.format(absent[issue.key]), audience=audience)
        assert said.replace(issue.key, absent[issue.key]) == there_is_none


def test_no_history_is_read_of_what_may_not_be_seen() -> None:
    desk = a_desk(EVERY, rules=RULES)
    desk.reply("SEC-2", audience=in_channel("C-PAY"))
    assert "histories" not in desk.calls()


# --- names that tell something -------------------------------------------------------------------

SECURITY_AREA = "Crown jewels"


def with_areas(desk: Desk) -> Desk:
    jewels = Area(
        name=SECURITY_AREA,
        projects=frozenset({"SEC"}),
        components=frozenset({"Vault"}),
        lead=Lead(name="Mallory Quiet"),
    )
    told = (
        Alias(said="strongroom", sort=Sort.COMPONENT, names=("Vault",)),
        Alias(said="till", sort=Sort.COMPONENT, names=("Checkout",)),
    )
    desk.status = replace(desk.status, areas=(*desk.status.areas, jewels), aliases=told)
    return desk


@pytest.mark.parametrize(
    "text",
    [
        "bugs in Vault",
        "bugs in Vaultt",
        "how many bugs in Vualt?",
        "bugs in Security",
        "bugs in SEC",
        "bugs labelled zebra",
        "who owns Crown jewels?",
        "who do I talk to about Crwn jewels?",
        "bugs in strongroom",
    ],
)
def test_no_name_of_a_hidden_project_is_confirmed_suggested_or_corrected(text: str) -> None:
    desk = with_areas(a_desk(EVERY, rules=RULES))
    said = desk.says(text, audience=in_channel("C-PAY"))
    everything = f"{said} {desk.reply(text, audience=in_channel('C-PAY'))}"
    for name in ("Vault", "Crown jewels", "Mallory", "Security", "zebra", "SEC"):
        if name.casefold() not in text.casefold():
            assert name not in everything
    assert "SEC-" not in said


def test_the_same_names_are_known_to_who_may_see_them() -> None:
    desk = with_areas(a_desk(EVERY, rules=RULES))
    boss = Audience(user="U9", channel="D1", kind=Kind.DIRECT, email="boss@x.example")
    assert set(keys(desk.answer("bugs in strongroom", audience=boss))) == {
        "SEC-1",
        "SEC-2",
        "SEC-3",
    }
    assert set(keys(desk.answer("bugs in till", audience=in_channel("C-PAY")))) == {"PAY-1"}
    who = desk.answer("who owns Crown jewels?", audience=boss)
    assert who.question.kind is QuestionKind.WHO


def test_similar_issues_of_the_copy_are_shown_to_who_may_see_them_alone() -> None:
    desk = a_desk((), copied=EVERY, rules=RULES)
    desk.tracker.put(*EVERY)
    # The live search finds none of these words together; the copy suggests every kettle.
    answer = desk.answer("the kettle crashing", audience=in_channel("C-TWO"))
    assert set(keys(answer)) == {PAY1, PAY2, "MOB-1"}
    assert len(desk.archive.similar("kettle")) == len(EVERY)
