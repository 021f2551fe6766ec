"""`cadence ask`: the same service as in Slack, for a person or a program at a terminal."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from cli_terminal import Terminal

from cadence.cli.answer_json import as_json
from cadence.sandbox.company.model import Company
from cadence.sandbox.jira.faults import Fault, Kind
from cadence.sandbox.jira.server import JiraSandbox
from cadence.status.model.answer import Answer, Basis, Count, Expectation, Source
from cadence.status.model.question import Dimension, Question
from cadence.status.model.question import Kind as QuestionKind

SHAPE = {
    "kind", "text", "keys", "count", "total", "complete", "understood", "jql", "as_of", "source",
    "breakdown", "estimate", "asked_back",
}  # fmt: skip


def open_bugs(company: Company, **wanted: str) -> list[dict[str, Any]]:
    return [
        issue
        for issue in company.issues
        if issue["fields"]["issuetype"]["name"] == "Bug"
        and issue["fields"]["resolution"] is None
        and issue["fields"].get("security") is None
        and not issue.get("security")
        and all(
            value in [each["name"] for each in issue["fields"][name]]
            for name, value in wanted.items()
        )
    ]


def test_an_answer_reads_as_in_slack_without_what_can_be_pressed(terminal: Terminal) -> None:
    done = terminal.run("ask", "how many bugs are open in Webhooks?")
    assert done.exit_code == 0
    first, *rest = done.output.splitlines()
    assert first.endswith("open bugs where component is Webhooks.")
    assert "Read from Jira" in done.output
    assert "[Watch]" not in done.output
    assert rest


def test_an_answer_as_json_has_the_documented_shape(terminal: Terminal, company: Company) -> None:
    done = terminal.run("ask", "--json", "how many bugs are open in Webhooks?")
    answer = json.loads(done.stdout)
    expected = {issue["key"] for issue in open_bugs(company, components="Webhooks")}
    assert set(answer) == SHAPE
    assert (answer["kind"], answer["count"], answer["total"]) == (
        "count",
        len(expected),
        len(expected),
    )
    assert set(answer["keys"]) == expected
    assert answer["complete"] is True
    assert "Webhooks" in answer["jql"]
    assert datetime.fromisoformat(answer["as_of"]).tzinfo is not None
    assert (answer["source"], answer["asked_back"]) == ("jira", False)
    assert (answer["breakdown"], answer["estimate"]) == (None, None)
    assert "component is Webhooks" in [each["label"] for each in answer["understood"]["filters"]]


def test_a_breakdown_as_json_counts_by_name(terminal: Terminal) -> None:
    answer = json.loads(terminal.run("ask", "--json", "open bugs by priority").stdout)
    assert sum(answer["breakdown"].values()) == answer["total"] == answer["count"]


def test_a_list_is_as_long_as_asked_for(terminal: Terminal) -> None:
    answer = json.loads(terminal.run("ask", "--json", "--limit", "3", "open bugs").stdout)
    assert (len(answer["keys"]), answer["complete"]) == (3, False)
    assert answer["count"] == answer["total"] > 3
    oldest = json.loads(terminal.run("ask", "--json", "the two oldest open bugs").stdout)
    assert (len(oldest["keys"]), oldest["count"]) == (2, 2)


def test_asked_back_is_exit_code_2(terminal: Terminal) -> None:
    assert terminal.run("ask", "foo bar baz").exit_code == 2
    done = terminal.run("ask", "--json", "bugs in Chekcuot Wobble")
    answer = json.loads(done.stdout)
    assert done.exit_code == 2
    assert set(answer) == SHAPE
    assert (answer["asked_back"], answer["kind"], answer["count"], answer["keys"]) == (
        True,
        None,
        None,
        [],
    )
    assert terminal.run("ask", "").exit_code == 2


def test_a_failure_is_exit_code_1_with_a_plain_reason(
    terminal: Terminal, jira: JiraSandbox
) -> None:
    jira.faults.add(Fault(kind=Kind.ERROR, status=401, times=None))
    done = terminal.run("ask", "--json", "PAY-337")
    answer = json.loads(done.stdout)
    assert done.exit_code == 1
    assert set(answer) == SHAPE
    assert (answer["asked_back"], answer["count"], answer["complete"]) == (False, None, False)
    assert "credentials were refused" in answer["text"]
    assert "Your question is kept" not in answer["text"]


@pytest.mark.parametrize(
    "arguments", [(), ("a", "--file", "-"), ("--limit", "0", "a"), ("--sing", "a"), ("a", "b")]
)
def test_a_slip_on_the_command_line_is_a_failure_and_not_asked_back(
    terminal: Terminal, arguments: tuple[str, ...]
) -> None:
    assert terminal.run("ask", *arguments).exit_code == 1


def test_without_a_jira_the_reason_names_the_variable(bare: Terminal) -> None:
    done = bare.run("ask", "open bugs")
    assert "JIRA_URL: is not set" in str(done.exception)


def test_every_line_of_a_file_has_one_answer_in_order(terminal: Terminal) -> None:
    lines = [
        "PAY-337",
        "",
        "how many bugs are open in Webhooks?",
        "foo bar baz",
        "   ",
        "open bugs by priority\r",
        "x" * 5_000,
        "PAY-99999",
    ]
    file = terminal.folder / "questions.txt"
    file.write_bytes(("\n".join(lines) + "\n").encode())
    done = terminal.run("ask", "--json", "--file", str(file))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert all(set(each) == SHAPE for each in answers)
    assert [each["kind"] for each in answers] == [
        "issue", None, "count", None, None, "breakdown", None, "issue",
    ]  # fmt: skip
    assert [each["asked_back"] for each in answers].count(True) == 4
    assert answers[0]["keys"] == ["PAY-337"]
    assert (answers[7]["keys"], answers[7]["count"]) == ([], 0)


def test_questions_are_taken_from_the_standard_input_too(terminal: Terminal) -> None:
    done = terminal.run("ask", "--json", "--file", "-", stdin=b"PAY-337\n\nhelp \xff\n")
    assert [json.loads(line)["asked_back"] for line in done.stdout.splitlines()][:2] == [
        False,
        True,
    ]
    assert len(done.stdout.splitlines()) == 3


def test_one_that_fails_makes_the_file_fail_and_the_others_are_answered(
    terminal: Terminal, jira: JiraSandbox
) -> None:
    jira.faults.add(Fault(kind=Kind.ERROR, path="*/issue/PAY-1", status=401, times=None))
    file = terminal.folder / "questions.txt"
    file.write_text("PAY-1\nPAY-337\n")
    done = terminal.run("ask", "--json", "--file", str(file))
    assert done.exit_code == 1
    assert [json.loads(line)["keys"] for line in done.stdout.splitlines()] == [[], ["PAY-337"]]


def test_odd_text_is_printed_as_json_that_can_be_read(terminal: Terminal) -> None:
    for text in ("bugs about “\ud83d”", "bugs in \x00\x1b[31m", "bugs in \u202e<!channel>"):
        done = terminal.run("ask", "--json", text)
        assert done.exit_code in (0, 2), done.exception
        assert set(json.loads(done.stdout)) == SHAPE


def test_no_database_is_made_by_asking(terminal: Terminal) -> None:
    terminal.run("ask", "PAY-337")
    assert list(terminal.folder.iterdir()) == []


def test_a_database_that_does_not_answer_stands_in_nobodys_way(terminal: Terminal) -> None:
    terminal.environment["DATABASE_URL"] = "postgresql://cadence@127.0.0.1:1/nowhere"
    assert terminal.run("ask", "PAY-337").exit_code == 0


def test_rights_are_those_of_the_person_or_the_channel(
    terminal: Terminal, company: Company
) -> None:
    terminal.configure(
        '[[access.rules]]\nusers = ["amara@x.example"]\nprojects = ["PAY"]\n'
        '[[access.rules]]\nchannels = ["C-MOB"]\nprojects = ["MOB"]\n'
    )

    def projects(*arguments: str) -> set[str]:
        done = terminal.run("ask", "--json", "open bugs by project", *arguments)
        return set(json.loads(done.stdout)["breakdown"] or ())

    assert projects("--as", "Amara@x.example") == {"PAY"}
    assert projects("--channel", "C-MOB") == {"MOB"}
    assert projects("--as", "amara@x.example", "--channel", "C-MOB") == {"MOB"}
    assert projects("--as", "nobody@x.example") == set()
    assert projects() >= {"PAY", "MOB"}
    nobody = terminal.run("ask", "PAY-337", "--as", "nobody@x.example")
    assert nobody.exit_code == 1
    assert "Nothing from Jira may be shown here" in nobody.output


def test_the_copy_answers_while_jira_is_away(terminal: Terminal, jira: JiraSandbox) -> None:
    terminal.configure('[mirror]\nprojects = ["PAY"]')
    assert terminal.run("sync").exit_code == 0
    live = json.loads(terminal.run("ask", "--json", "open bugs in PAY").stdout)
    jira.faults.add(Fault(kind=Kind.ERROR, status=503, times=None))
    done = terminal.run("ask", "--json", "open bugs in PAY")
    copied = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (live["source"], copied["source"]) == ("jira", "mirror")
    assert sorted(copied["keys"]) == sorted(live["keys"])
    assert "Jira is not answering" in copied["text"]


def test_a_duration_of_nothing_is_a_figure_and_no_name_of_a_row_hides_another() -> None:
    answer = Answer(
        question=Question(kind=QuestionKind.BREAKDOWN, by=Dimension.PRIORITY),
        basis=Basis(source=Source.JIRA, as_of=datetime.fromisoformat("2026-11-18T12:00:00+00:00")),
        total=3,
        counts=(Count(name="None", count=2), Count(name=None, count=1)),
        expectation=Expectation(n=20, half=timedelta(0), most=None, like="bugs"),
    )
    told = as_json(answer, text="", at=answer.basis.as_of)
    assert told["estimate"] == {"n": 20, "half_days": 0.0, "most_days": None, "like": "bugs"}
    assert sum(told["breakdown"].values()) == 3
