from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from understanding_support import BERLIN, SITE, VOCABULARY, asked, back, names, read, texts, without

from cadence.core.people import Area, Lead
from cadence.core.query import Among, Empty, Field, Unresolved
from cadence.core.site import Project, Site
from cadence.status.model.understanding import Alias, Sort, Vocabulary, understand
from cadence.status.model.understanding.tokens import squash

COMPONENTS = [name for project in SITE.projects for name in project.components]


@pytest.mark.parametrize(
    ("template", "component", "priority"),
    list(
        product(
            [
                "how many {priority} bugs are open in {component}?",
                "open {priority} bugs in the {component} component",
                "list {priority} priority bugs for component {component} that are open",
                "{component} bugs which are open and {priority}",
                "show me open bugs with priority {priority} in {component}",
            ],
            COMPONENTS,
            ["Critical", "High", "Low"],
        )
    ),
)
def test_names_of_the_site_are_read_back(template: str, component: str, priority: str) -> None:
    for spoken in (component, component.lower(), component.upper()):
        text = template.format(component=spoken, priority=priority.lower())
        if text.lower().startswith("search bugs"):
            back(text)  # to search for bugs, or the bugs of Search
            continue
        question = read(text)

        assert names(question, Field.COMPONENT) == (component,)
        assert names(question, Field.PRIORITY) == (priority,)
        assert Unresolved() in [each.condition for each in question.filters]


def test_spaces_and_signs_do_not_matter() -> None:
    assert names(read("bugs in mobile web"), Field.COMPONENT) == ("MobileWeb",)
    assert names(read("bugs in mobile-web"), Field.COMPONENT) == ("MobileWeb",)


def test_a_component_comes_before_a_label_unless_the_label_is_meant() -> None:
    assert names(read("android bugs"), Field.COMPONENT) == ("Android",)
    assert names(read("bugs labelled android"), Field.LABEL) == ("android",)
    assert names(read("bugs in #parity"), Field.LABEL) == ("parity",)


def test_an_ordinary_word_is_a_name_only_where_names_stand() -> None:
    assert names(read("bugs in core"), Field.COMPONENT) == ("Core",)
    assert names(read("open bugs in search"), Field.COMPONENT) == ("Search",)
    assert names(read("search open bugs in iOS"), Field.COMPONENT) == ("iOS",)


def test_several_names_are_any_of_them() -> None:
    for text in ("bugs in iOS and Android", "bugs in iOS or Android", "bugs in iOS/Android"):
        assert names(read(text), Field.COMPONENT) == ("iOS", "Android")


def test_both_names_are_both() -> None:
    question = read("bugs in both iOS and Android")

    assert [each.condition for each in question.filters][:2] == [
        Among(Field.COMPONENT, ("iOS",)),
        Among(Field.COMPONENT, ("Android",)),
    ]


def test_names_that_nothing_joins_hold_together() -> None:
    assert len([f for f in read("Android bugs in Core").filters if "component" in f.label]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "bugs not in iOS",
        "bugs except iOS",
        "bugs outside iOS",
        "bugs excluding the iOS component",
        "bugs without component iOS",
        "everything but iOS",
    ],
)
def test_what_is_left_out_is_left_out(text: str) -> None:
    question = read(text)

    assert without(question, Field.COMPONENT) == ("iOS",)
    assert names(question, Field.COMPONENT) == ()


def test_one_in_and_the_other_out() -> None:
    question = read("bugs in iOS but not in Android")

    assert names(question, Field.COMPONENT) == ("iOS",)
    assert without(question, Field.COMPONENT) == ("Android",)


def test_neither_leaves_out_both() -> None:
    assert without(read("bugs neither in iOS nor Android"), Field.COMPONENT) == ("iOS", "Android")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("bugs without a component", Field.COMPONENT),
        ("bugs with no label", Field.LABEL),
        ("bugs that don't have a fix version", Field.FIX_VERSION),
        ("unassigned bugs", Field.ASSIGNEE),
        ("bugs assigned to nobody", Field.ASSIGNEE),
    ],
)
def test_what_holds_nothing_can_be_asked_for(text: str, field: Field) -> None:
    assert Empty(field) in [each.condition for each in read(text).filters]


def test_what_holds_nothing_does_not_turn_what_follows() -> None:
    held = [each.condition for each in read("bugs that have no component and are open").filters]

    assert Empty(Field.COMPONENT) in held
    assert Unresolved() in held


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("high priority and above bugs", ("Critical", "High")),
        ("medium or lower bugs", ("Medium", "Low", "None")),
        ("bugs with at least high priority", ("Critical", "High")),
        ("bugs above medium", ("Critical", "High")),
        ("bugs with priority lower than high", ("Medium", "Low", "None")),
    ],
)
def test_priorities_are_compared_by_the_sites_rank(text: str, wanted: tuple[str, ...]) -> None:
    assert names(read(text), Field.PRIORITY) == wanted


def test_a_priority_of_another_tracker_is_asked_back_with_the_nearest() -> None:
    for word in ("P0", "sev1", "urgent", "blocker"):
        understood = back(f"how many {word} bugs are open?")

        assert understood.nearest is not None
        assert names(understood.nearest, Field.PRIORITY) == ("Critical",)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("P1", ("Critical",)),
        ("p2s", ("High",)),
        ("P1 or P2", ("Critical", "High")),
        ("P2 and above", ("Critical", "High")),
        ("P4", ("Low",)),
    ],
)
def test_a_numbered_priority_is_read_by_its_rank_and_said_to_be_assumed(
    said: str, meant: tuple[str, ...]
) -> None:
    understood = asked(f"open {said} bugs in iOS")

    assert understood.question is not None
    assert names(understood.question, Field.PRIORITY) == meant
    assert [each.assumed for each in understood.question.filters if "priority" in each.label] == [
        True
    ]
    assert understood.corrected[0][1] in meant


def test_a_rank_beyond_the_last_priority_is_asked_back() -> None:
    back("how many P5 bugs are open?")


def test_critical_is_the_first_of_numbered_priorities() -> None:
    numbered = replace(SITE, priorities=("P1", "P2", "P3"))
    understood = understand(
        "open critical bugs in iOS", site=numbered, now=SITE.read_at, zone=BERLIN
    )

    assert understood.question is not None
    assert names(understood.question, Field.PRIORITY) == ("P1",)


def test_a_component_of_that_very_name_comes_before_a_project_that_goes_on() -> None:
    def site(project: str) -> Site:
        web = Project(key="WEB", name=project)
        return replace(SITE, projects=(*SITE.projects, web))

    for project, answered in (("Checkout Web", True), ("Checkout/Web", False)):
        understood = understand(
            "open bugs in Checkout", site=site(project), now=SITE.read_at, zone=BERLIN
        )

        assert (understood.question is not None) is answered


def test_no_priority_may_be_the_priority_of_that_name() -> None:
    back("how many bugs have no priority?")


def test_a_companys_own_word_can_be_configured() -> None:
    own = Vocabulary.of(SITE, aliases=[Alias(said="P1", sort=Sort.PRIORITY, names=("Critical",))])
    understood = understand(
        "open P1s in iOS", site=SITE, vocabulary=own, now=SITE.read_at, zone=BERLIN
    )

    assert understood.question is not None
    assert names(understood.question, Field.PRIORITY) == ("Critical",)


def test_an_area_stands_for_its_components() -> None:
    shop = Area(name="Shop", components=frozenset({"Checkout", "Refunds"}), lead=Lead(name="Ada"))
    own = Vocabulary.of(SITE, areas=(shop,))
    understood = understand(
        "open bugs in the shop area", site=SITE, vocabulary=own, now=SITE.read_at, zone=BERLIN
    )

    assert understood.question is not None
    assert names(understood.question, Field.COMPONENT) == ("Checkout", "Refunds")


# --- versions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("bugs affecting 4.1.0", Field.AFFECTED_VERSION),
        ("bugs found in release 4.1.0", Field.AFFECTED_VERSION),
        ("bugs reported against v4.1.0", Field.AFFECTED_VERSION),
        ("bugs for 4.1.0", Field.FIX_VERSION),
        ("bugs fixed in 4.1", Field.FIX_VERSION),
        ("bugs with fix version Release 4.1.0", Field.FIX_VERSION),
        ("bugs planned for 4.1.0", Field.FIX_VERSION),
    ],
)
def test_words_tell_the_fix_version_from_the_affected_one(text: str, field: Field) -> None:
    assert names(read(text), field) == ("Release 4.1.0",)


def test_a_version_that_nothing_ties_is_asked_back() -> None:
    understood = back("how many bugs in 4.1.0?")

    assert understood.nearest is not None
    assert "affecting" in understood.why


def test_a_number_of_several_versions_lists_them() -> None:
    understood = back("bugs affecting 4.2")

    assert understood.suggestions[0].nearest == ("Release 4.2.0", "Release 4.2.1")


def test_a_whole_family_of_versions_can_be_meant() -> None:
    question = read("bugs affecting 4.2.x")

    assert names(question, Field.AFFECTED_VERSION) == ("Release 4.2.0", "Release 4.2.1")


def test_a_product_before_the_number_chooses_the_version() -> None:
    question = read("bugs affecting hyperloop 4.1.0")

    assert names(question, Field.AFFECTED_VERSION) == ("Hyperloop 4.1.0",)


def test_the_platforms_number_is_not_the_products() -> None:
    back("crashes on Android 4.1.0")


def test_the_next_release_is_the_one_with_the_nearest_date() -> None:
    assert names(read("what blocks the next release?"), Field.FIX_VERSION) == ("Release 4.2.0",)


# --- unknown names and misspelt ones -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Andriod", "Android"),
        ("chekout", "Checkout"),
        ("refnuds", "Refunds"),
        ("mobilweb", "MobileWeb"),
    ],
)
def test_a_slip_of_the_pen_is_mended_and_said(said: str, meant: str) -> None:
    understood = asked(f"open bugs in {said}")

    assert understood.question is not None
    assert names(understood.question, Field.COMPONENT) == (meant,)
    assert understood.corrected[0][0] == said


@pytest.mark.parametrize("word", ["care", "code", "more", "cool", "research", "iss", "cor"])
def test_an_english_word_is_no_slip(word: str) -> None:
    assert asked(f"open bugs in {word}").question is None


def test_an_unknown_component_brings_suggestions() -> None:
    understood = back("open bugs in the Chkotu component")

    assert understood.suggestions[0].said == "Chkotu"


_UNKNOWN = st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=5, max_size=9).filter(
    lambda word: not any(word in squash(known) for known in VOCABULARY.names)
)
_TEMPLATES = st.sampled_from(
    [
        "how many open bugs are in {}?",
        "how many {} bugs are open?",
        "open critical bugs in the {} component",
        "bugs labelled {} in iOS",
        "how many bugs affect {}",
        "bugs in iOS or {}",
        "bugs in iOS except {}",
        "how many bugs did {} fix last week",
        "open bugs in iOS with {} priority",
        "bugs in project {}",
        "open bugs by {}",
    ]
)


@given(_TEMPLATES, _UNKNOWN)
def test_an_unknown_name_is_never_dropped_in_silence(template: str, word: str) -> None:
    understood = asked(template.format(word))

    if understood.question is not None:
        held = [value for each in texts(understood.question) for value in each.words]
        assert word in held or understood.corrected, understood.question


def test_a_label_named_like_a_joining_word_is_one_only_in_quotes() -> None:
    odd = replace(SITE, labels=(*SITE.labels, "and", "not"))

    def labels(text: str) -> tuple[str, ...]:
        understood = understand(text, site=odd, now=SITE.read_at, zone=BERLIN)
        assert understood.question is not None, understood.why
        return names(understood.question, Field.LABEL)

    assert labels("open bugs with no labels and no component") == ()
    assert labels('open bugs with label "and"') == ("and",)


def test_whether_all_are_fixed_is_asked_back_with_those_that_are_not() -> None:
    understood = back("are all critical bugs in iOS fixed?")

    assert understood.nearest is not None
    assert Unresolved() in [each.condition for each in understood.nearest.filters]
    assert names(understood.nearest, Field.RESOLUTION) == ()
