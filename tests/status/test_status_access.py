"""Who may see what: channels, users, groups, projects and levels."""

import pytest

from builders import an_issue
from cadence.core.message import Audience, Kind
from cadence.core.query import matches
from cadence.status.model.access import Grant, Rule, grant

EVERYONE = Rule(
    channels=frozenset({"*"}), users=frozenset({"*"}), projects=frozenset({"PAY", "MOB"})
)
SECURITY = Rule(
    channels=frozenset({"C-SEC"}),
    groups=frozenset({"@security"}),
    projects=frozenset({"SEC"}),
    levels=frozenset({"Confidential"}),
)
CHIEF = Rule(
    users=frozenset({"chief@x.example"}), projects=frozenset({"*"}), levels=frozenset({"*"})
)
LEVEL_ONLY_IN_PAY = Rule(
    users=frozenset({"U-AUDIT"}), projects=frozenset({"PAY"}), levels=frozenset({"Confidential"})
)
RULES = (EVERYONE, SECURITY, CHIEF, LEVEL_ONLY_IN_PAY)

OPEN_PAY = an_issue("PAY-1")
OPEN_SEC = an_issue("SEC-1")
SECRET_SEC = an_issue("SEC-2", level="Confidential")
SECRET_PAY = an_issue("PAY-2", level="Confidential")
SECRET_MOB = an_issue("MOB-2", level="Confidential")
ISSUES = (OPEN_PAY, OPEN_SEC, SECRET_SEC, SECRET_PAY, SECRET_MOB)


def in_channel(
    channel: str, user: str = "U-ANY", kind: Kind = Kind.PUBLIC, **more: str
) -> Audience:
    return Audience(user=user, channel=channel, kind=kind, email=more.get("email"))


def alone(user: str | None = "U-ANY", email: str | None = None, *groups: str) -> Audience:
    return Audience(
        user=user, channel="D1", kind=Kind.DIRECT, email=email, groups=frozenset(groups)
    )


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        (in_channel("C1"), {"PAY-1"}),
        (in_channel("C1", kind=Kind.PRIVATE), {"PAY-1"}),
        (in_channel("C1", kind=Kind.SHARED), set()),
        (in_channel("C-SEC", kind=Kind.SHARED), {"SEC-1", "SEC-2"}),
        (in_channel("C1", email="chief@x.example"), {"PAY-1"}),
        (in_channel("C1", user="U-AUDIT"), {"PAY-1"}),
        (in_channel("C-SEC"), {"PAY-1", "SEC-1", "SEC-2"}),
        (in_channel("c-sec"), {"PAY-1", "SEC-1", "SEC-2"}),
        (alone(), {"PAY-1"}),
        (alone("U-ANY", None, "security"), {"PAY-1", "SEC-1", "SEC-2"}),
        (alone("U-ANY", None, "@Security"), {"PAY-1", "SEC-1", "SEC-2"}),
        (alone("U-AUDIT"), {"PAY-1", "PAY-2"}),
        (alone("U-CHIEF", "chief@x.example"), {issue.key for issue in ISSUES}),
        (alone("U-CHIEF", "Chief@X.example"), {issue.key for issue in ISSUES}),
        (
            Audience(user=None, channel=None, kind=Kind.TERMINAL, email="chief@x.example"),
            {issue.key for issue in ISSUES},
        ),
        (
            Audience(user=None, channel=None, kind=Kind.TERMINAL, email="nobody@x.example"),
            {"PAY-1"},
        ),
        (Audience(user=None, channel=None, kind=Kind.TERMINAL), {"PAY-1", "SEC-1"}),
    ],
)
def test_an_audience_sees_what_its_rules_allow_and_the_query_agrees(
    audience: Audience, seen: set[str]
) -> None:
    rights = grant(audience, RULES)
    assert {issue.key for issue in ISSUES if rights.allows(issue)} == seen
    assert {issue.key for issue in ISSUES if _asked_for(rights, issue)} == seen


def _asked_for(rights: Grant, issue) -> bool:
    return all(matches(condition, issue) for condition in rights.conditions())


def test_without_a_section_all_is_seen_but_what_has_a_level() -> None:
    rights = grant(in_channel("C1"), None)
    assert {issue.key for issue in ISSUES if rights.allows(issue)} == {"PAY-1", "SEC-1"}


def test_a_section_without_a_fitting_rule_shows_nothing() -> None:
    rights = grant(in_channel("C1"), (CHIEF,))
    assert rights.is_empty
    assert not any(rights.allows(issue) for issue in ISSUES)


def test_a_level_granted_in_one_project_is_not_granted_in_another() -> None:
    rights = grant(alone("U-AUDIT"), RULES)
    assert rights.allows(SECRET_PAY)
    assert not rights.allows(SECRET_MOB)
