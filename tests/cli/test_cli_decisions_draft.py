"""`cadence decisions draft`: threads in files, and what is wrong with them."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import Terminal

THREAD = [
    {"ts": "1795000000.000100", "user": "U1", "text": "RabbitMQ or SQS for the webhooks?"},
    {"ts": "1795000060.000200", "user": "U2", "text": "SQS, we already pay for it."},
    {
        "ts": "1795000120.000300",
        "user": "U1",
        "text": "Right, we go with SQS. Revisit in Q1.",
        "reactions": [{"name": "+1", "count": 2, "users": ["U2", "U3"]}],
    },
]
CHATTER = [{"ts": "1795000000.000100", "user": "U1", "text": "good morning"}]


@pytest.fixture
def bare(tmp_path: Path) -> Terminal:
    """Nothing is configured at all."""
    return Terminal(tmp_path)


def written(bare: Terminal, name: str, content: object) -> str:
    file = bare.folder / name
    text = content if isinstance(content, str) else json.dumps(content)
    file.write_text(text, encoding="utf-8")
    return str(file)


def drafted(bare: Terminal, content: object) -> dict[str, Any]:
    file = written(bare, "thread.json", content)
    done = bare.run("decisions", "draft", "--thread", file, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_draft_as_json(bare: Terminal) -> None:
    found = drafted(bare, THREAD)

    assert found["found"] is True
    (decision,) = found["decisions"]
    assert decision["title"] == "Go with SQS"
    assert decision["decider"] == "U1"
    assert decision["consulted"] == ["U2"]
    assert decision["review_on"] == "2027-01-01"
    assert decision["reversibility"] is None
    assert [each["text"] for each in decision["options"]] == ["RabbitMQ", "SQS"]
    assert decision["quotes"]["decided"] == ["1795000120.000300"]
    assert decision["quotes"]["consequences"] == []
    assert set(decision) - {"quotes", "decisive", "score", "by"} == set(decision["quotes"])


def test_a_thread_without_a_decision(bare: Terminal) -> None:
    assert drafted(bare, CHATTER) == {"found": False, "decisions": []}
    assert drafted(bare, []) == {"found": False, "decisions": []}


def test_a_draft_as_text_says_what_nothing_was_said_about(bare: Terminal) -> None:
    file = written(bare, "thread.json", THREAD)
    done = bare.run("decisions", "draft", "--thread", file)

    assert done.exit_code == 0
    assert done.stdout.startswith("Go with SQS\n  Decided  [1795000120.000300]\n")
    assert "RabbitMQ (not chosen)" in done.stdout
    assert "Nothing was said about: consequences, informed" in done.stdout
    file = written(bare, "chatter.json", CHATTER)
    done = bare.run("decisions", "draft", "--thread", file)
    assert done.stdout == "No decision found in 1 message.\n"


def test_text_from_a_thread_does_not_steer_the_terminal(bare: Terminal) -> None:
    said = [{"ts": "1", "user": "U1", "text": "Decision: we keep \x1b[31mred\u202e"}]
    done = bare.run("decisions", "draft", "--thread", written(bare, "thread.json", said))

    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_messages_are_read_in_the_order_of_their_times(bare: Terminal) -> None:
    assert drafted(bare, THREAD[::-1]) == drafted(bare, THREAD)


def test_a_time_keeps_all_its_digits(bare: Terminal) -> None:
    (decision,) = drafted(
        bare, '[{"ts": 1795000000.000100, "user": null, "text": "Decision: no"}]'
    )["decisions"]

    assert decision["decisive"] == "1795000000.000100"
    assert decision["decider"] is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[", "not JSON: Expecting value (line 1, column 2)"),
        ("", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ({"messages": []}, "The file holds a list of messages, not an object."),
        (["hello"], "Message 1 is text, not an object."),
        ([*THREAD, {"ts": "1", "user": "U1"}], "Message 4 has no “text”."),
        ([{"user": "U1", "text": "x"}], "Message 1 has no “ts”."),
        ([{"ts": "1", "text": "x"}], "Message 1 has no “user”."),
        ([{"ts": "1", "user": 5, "text": "x"}], "“user” of message 1 is a number, not text."),
        ([{"ts": "", "user": "U1", "text": "x"}], "“ts” of message 1 is empty."),
        ([{"ts": "1", "user": "U1", "text": None}], "“text” of message 1 is null, not text."),
        ([CHATTER[0] | {"reactions": {}}], "“reactions” of message 1 is an object, not a list."),
        ([CHATTER[0] | {"reactions": ["+1"]}], "A reaction of message 1 is text, not an object."),
        ([CHATTER[0] | {"reactions": [{"count": 1}]}], "A reaction of message 1 has no “name”."),
        (
            [CHATTER[0] | {"reactions": [{"name": "+1", "count": "2"}]}],
            "“count” of a reaction of message 1 is not a number of people.",
        ),
    ],
)
def test_a_file_that_holds_no_thread_is_told_with_its_place(
    bare: Terminal, content: object, told: str
) -> None:
    file = written(bare, "thread.json", content)
    done = bare.run("decisions", "draft", "--thread", file, "--json")

    assert done.exit_code == 1
    assert told in done.stderr
    assert "thread.json" in done.stderr
    assert done.stdout == ""


def test_a_file_that_is_not_there_or_not_text(bare: Terminal) -> None:
    done = bare.run("decisions", "draft", "--thread", str(bare.folder / "nowhere.json"))
    assert done.exit_code == 1
    assert "nowhere.json" in done.stderr
    file = bare.folder / "thread.json"
    file.write_bytes(b'["\xff"]')
    done = bare.run("decisions", "draft", "--thread", str(file))
    assert done.exit_code == 1
    assert "not UTF-8 (byte 3)" in done.stderr


def test_many_threads_bring_one_object_a_line(bare: Terminal) -> None:
    lines = [{"id": "a", "messages": THREAD}, {"id": 7, "messages": CHATTER}]
    stdin = "".join(json.dumps(line) + "\n" for line in lines) + "\n"
    done = bare.run("decisions", "draft", "--threads", "-", stdin=stdin)

    assert done.exit_code == 0
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["id"], first["found"], len(first["decisions"])) == ("a", True, 1)
    assert second == {"id": 7, "found": False, "decisions": []}


def test_a_bad_line_is_told_and_the_rest_is_drafted_from(bare: Terminal) -> None:
    good = json.dumps({"id": "a", "messages": THREAD})
    lines = (good, "{", '{"id": "b"}', '{"messages": []}', "[]", '{"id": "c", "messages": 3}', good)
    done = bare.run("decisions", "draft", "--threads", written(bare, "t.jsonl", "\n".join(lines)))

    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 2
    told = done.stderr.splitlines()
    assert [line.split("t.jsonl, ")[1].split(":")[0] for line in told] == [
        f"line {number}" for number in range(2, 7)
    ]
    assert told[1].endswith("“messages” is missing.")
    assert told[2].endswith("“id” is missing.")
    assert told[4].endswith("“messages” holds a list of messages, not a number.")


@pytest.mark.parametrize("given", [(), ("--thread", "a.json", "--threads", "b.jsonl")])
def test_either_one_thread_or_many(bare: Terminal, given: tuple[str, ...]) -> None:
    done = bare.run("decisions", "draft", *given)

    assert done.exit_code == 1
    assert "either --thread or --threads" in done.stderr


def test_a_zone_moves_the_day(bare: Terminal) -> None:
    late = [{"ts": "1795042800.000100", "user": "U1", "text": "Decision: yes. Revisit tomorrow."}]
    file = written(bare, "thread.json", late)

    def day(*zone: str) -> str:
        done = bare.run("decisions", "draft", "--thread", file, "--json", *zone)
        return str(json.loads(done.stdout)["decisions"][0]["review_on"])

    assert day() == "2026-11-19"
    assert day("--zone", "Europe/Berlin") == "2026-11-20"
    assert bare.run("decisions", "draft", "--thread", file, "--zone", "Mars").exit_code != 0
