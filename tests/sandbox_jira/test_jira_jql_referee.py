"""What the sandbox reads as JQL is what Atlassian's own parser reads as JQL."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from cadence.sandbox.jira.jql.errors import JqlSyntaxError
from cadence.sandbox.jira.jql.parser import RESERVED, parse

NODE = Path(__file__).parents[1] / "node"
CAPTIONS = Path(os.environ.get("CADENCE_SHARED_DATA", "../shared/data")) / "jql" / "captions.json"

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (NODE / "node_modules" / "@atlaskit").is_dir(),
    reason="Node, or Atlassian's parser, is not here: `npm ci --prefix tests/node`",
)

BY_HAND = (
    "",
    "   ",
    "project = PAY",
    "project=PAY",
    "project==PAY",
    "project = ",
    "= PAY",
    "project PAY",
    "project = PAY AND",
    "AND project = PAY",
    "project = PAY status = Open",
    "project = PAY && status = Open || priority = High",
    "project = PAY & status = Open | priority = High",
    "(project = PAY",
    "project = PAY)",
    "((project = PAY))",
    "()",
    "NOT project = PAY",
    "not not project = PAY",
    "!project = PAY",
    "!(project = PAY OR !status = Open)",
    "NOT (project = PAY) AND status = Open",
    "project NOT = PAY",
    "project IN (PAY, WEB)",
    "project in (PAY)",
    "project in PAY",
    "project in ()",
    "project in (PAY,)",
    "project in (PAY WEB)",
    "project not in (PAY, (WEB, APP))",
    "project = (PAY)",
    "project in (EMPTY, PAY)",
    "assignee is EMPTY",
    "assignee is null",
    "assignee IS NOT EMPTY",
    "assignee is nobody",
    "assignee not is EMPTY",
    "assignee = EMPTY",
    "assignee > EMPTY",
    "summary ~ EMPTY",
    "summary ~ crash",
    "summary !~ 'crash'",
    'summary ~ "a \\"quoted\\" word"',
    "summary ~ 'it''s'",
    "summary ~ 'it\\'s'",
    'summary ~ "unfinished',
    "summary ~ 'unfinished",
    'summary ~ "bad \\q escape"',
    'summary ~ "tab\there"',
    'summary ~ "new\nline"',
    'summary ~ "\\u0041"',
    'summary ~ "\\u004"',
    "summary ~ back\\ slash",
    "summary ~ back\\slash",
    'summary ~ ""',
    "created > -7d",
    "created >= 2026-01-02",
    "created > 2026/01/02",
    "created > '2026/01/02 13:45'",
    "created > 2026-01-02 13:45",
    "created < now()",
    "created < now( )",
    "created < now(",
    "created < now)",
    "created >= startOfDay(-1)",
    "created >= startOfDay('-1d')",
    "created >= startOfDay(-1d, x)",
    "created >= startOfDay(-1d x)",
    "created >= startOfDay(now())",
    "assignee in membersOf(devs)",
    'assignee in membersOf("jira users")',
    "assignee was in (ada, grace)",
    "assignee was not in (ada)",
    "status was Open",
    "status was not Open",
    "status was EMPTY",
    "status was (Open)",
    "status was in Open",
    "status was Open before 2026-01-01",
    "status was Open by ada after -7d",
    "status was Open during (-7d, now())",
    "status was Open from Done",
    "status was Open on 2026-01-01 to Done",
    "status changed",
    "status changed from Open to Done by ada during ('2026/01/01', '2026/02/01')",
    "status changed to (Done, Closed) after startOfWeek()",
    "status changed from",
    "status changed Open",
    "status not changed",
    "status = Open before 2026-01-01",
    "cf[10020] = 7",
    "cf[10020] in openSprints()",
    "cf[abc] = 7",
    "cf = 7",
    "cf[] = 7",
    "CF[10020] = 7",
    "x = cf[10020]",
    "x = cf",
    '"Epic Link" = PAY-1',
    "'Epic Link' = PAY-1",
    "Epic Link = PAY-1",
    "issue.property[fruit].colour = red",
    "issue.property[fruit] = red",
    "issue.property['my key'].colour.shade != red",
    "issue.property[] = red",
    "issue.property[fruit = red",
    "10020 = 7",
    "-5 = 7",
    "1.5 = 7",
    "votes = 1.5",
    "votes > -5",
    "votes > --5",
    "key = PAY-1",
    "key = PAY - 1",
    "key = PAY-1-2",
    "key in (PAY-1, WEB-2) order by key",
    "order by created",
    "ORDER BY created DESC, key asc",
    "order by created desc asc",
    "order by",
    "order created",
    "by created",
    "order by created,",
    "order by cf[10020]",
    'order by "Epic Link"',
    "order by issue.property[a].b",
    "project = PAY order by created and status = Open",
    "(project = PAY order by created)",
    "project = PAY OR order by created",
    "project = PAY limit 5",
    "text ~ a*",
    "text ~ 'a*'",
    "text ~ a?b",
    "text ~ a@b.c",
    "text ~ #tag",
    "text ~ 50%",
    "text ~ a+b",
    "text ~ c++",
    "text ~ a;b",
    "text ~ {a}",
    "text ~ $x",
    "text ~ x^y",
    "text ~ a/b",
    "text ~ a:b",
    "text ~ a.b_c-d",
    "text ~ ünïcödé",
    "text ~ 日本",
    "text ~ a\u00a0b",
    "text ~ a\u200bb",
    "priority = High and(status=Open)",
    "priority=High and status in(Open,Done)and x is empty",
    "priority <> High",
    "priority => High",
    "priority >== High",
    "priority ! = High",
    "priority !== High",
    "priority !in (High)",
    "priority ~~ High",
    "priority is not in (High)",
    "priority isnot EMPTY",
    "priority notin (High)",
    "currentUser() = assignee",
    "'quoted function'() = x",
    "assignee = 'currentUser'()",
    "assignee = currentUser ()",
    "assignee = currentUser() ()",
    "x in f(1, -2, a, 'b')",
    "x in f((1))",
    "x in (f(1), g(2))",
    "x in f(and)",
    "x in (and)",
    "and = x",
    "x = or",
    "x = not",
    "x = in",
    "x = is",
    "x = by",
    "x = to",
    "x = on",
    "x = asc",
    "x = order",
    "x = changed",
    "x = was",
    "x = null",
    "null = x",
    "empty = x",
    "x = nulls",
    "x = 'and'",
)
"""Odd corners, right and wrong."""

_TOKENS = """
    a b status created 'q r' "s" 7 -3 -7d 2026-01-02 f() now() f(x) f(1,'y') cf[1] ( ) , [ ] = != < > <= >= ~ !~
    in not is was changed and or & | ! empty null before after on during by from to order asc desc user select * @
""".split()  # noqa: SIM905 - a token a line would be a page of them


def made_up(count: int, seed: int) -> list[str]:
    """Sentences that begin well and go astray, so that both verdicts come often."""
    chance = random.Random(seed)  # noqa: S311 - sentences, not secrets
    return [_sentence(chance) for _ in range(count)]


def _sentence(chance: random.Random) -> str:
    words = [word for _ in range(chance.randint(1, 3)) for word in _clause(chance)]
    words = words[1:] + (["order", "by", "x", "desc"] if chance.random() < 0.3 else [])
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        place = chance.randrange(len(words) + 1)
        words[place : place + chance.randint(0, 1)] = [chance.choice(_TOKENS)]
    return " ".join(words)


def _clause(chance: random.Random) -> list[str]:
    ending = chance.choice(
        (
            ["=", "x"],
            ["!=", "'a b'"],
            ["~", '"w"'],
            [">=", "-7d"],
            ["in", "(", "a", ",", "2", ")"],
            ["not", "in", "f(x)"],
            ["is", "not", "empty"],
            ["was", "x", "by", "y"],
            ["was", "not", "in", "(", "x", ")", "during", "(", "1", ",", "2", ")"],
            ["changed", "from", "a", "to", "b", "after", "-1w"],
        )
    )
    return [
        chance.choice(("and", "or")),
        *chance.choice(([], [], ["not"], ["!"])),
        chance.choice(("status", "'q r'", "cf[1]", "p[k].v", "7")),
        *ending,
    ]


def reads(query: str) -> bool:
    try:
        parse(query)
    except JqlSyntaxError:
        return False
    return True


def verdicts(queries: list[str]) -> list[list[str]]:
    """Atlassian's complaints about each; one process for all."""
    node = shutil.which("node") or "node"
    lines = "\n".join(json.dumps(query) for query in queries)
    told = subprocess.run(
        [node, "judge.mjs"],
        input=lines,
        capture_output=True,
        text=True,
        cwd=NODE,
        timeout=100,
        check=True,
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_it_accepts_what_atlassians_own_parser_accepts_and_nothing_else() -> None:
    captions = json.loads(CAPTIONS.read_text()) if CAPTIONS.exists() else []
    queries = [*BY_HAND, *(one["jql"] for one in captions), *made_up(1000, seed=20260104)]
    queries += [f"x = {word}" for word in sorted(RESERVED)]
    complaints = verdicts(queries)
    assert len(complaints) == len(queries)
    differing = {
        query: complaint or "accepted"
        for query, complaint in zip(queries, complaints, strict=True)
        if reads(query) is bool(complaint)
    }
    assert differing == {}


def test_both_verdicts_are_common_among_what_is_compared() -> None:
    accepted = sum(map(reads, (*BY_HAND, *made_up(1000, seed=20260104))))
    assert 400 < accepted < 900
