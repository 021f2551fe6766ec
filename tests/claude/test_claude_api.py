"""The local Messages API, as a client of Anthropic's sees it."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from anthropic import Anthropic, APIStatusError
from claude_support import MODEL, SHAPE

from cadence.sandbox.claude.replies import Reply, Stop
from cadence.sandbox.claude.server import ClaudeSandbox

HELLO = [{"role": "user", "content": "Hello?"}]


@pytest.fixture
def client(claude: ClaudeSandbox) -> Iterator[Anthropic]:
    with Anthropic(api_key=claude.api_key, base_url=claude.url, max_retries=0) as client:
        yield client


def post(claude: ClaudeSandbox, **fields: Any) -> requests.Response:
    plain = {"model": MODEL, "max_tokens": 100, "messages": HELLO}
    body = {name: value for name, value in (plain | fields).items() if value is not None}
    headers = {"x-api-key": claude.api_key, "anthropic-version": "2023-06-01"}
    return requests.post(f"{claude.url}/v1/messages", json=body, headers=headers, timeout=10)


def test_a_text_is_answered(claude: ClaudeSandbox, client: Anthropic) -> None:
    claude.replies.script(Reply(text="Good morning."))
    message = client.messages.create(model=MODEL, max_tokens=100, messages=HELLO)
    assert [block.text for block in message.content if block.type == "text"] == ["Good morning."]
    assert message.stop_reason == "end_turn"
    assert message.usage.output_tokens == 4


def test_a_stream_adds_up_to_the_same(claude: ClaudeSandbox, client: Anthropic) -> None:
    said = "Good morning, 你好 🙂. " * 20
    claude.replies.script(Reply(text=said, thinking="Who is that?"))
    with client.messages.stream(model=MODEL, max_tokens=500, messages=HELLO) as stream:
        assert "".join(stream.text_stream) == said
        message = stream.get_final_message()
    assert [block.type for block in message.content] == ["thinking", "text"]
    assert message.stop_reason == "end_turn"


@pytest.mark.parametrize("streamed", [True, False])
def test_a_tool_is_used(claude: ClaudeSandbox, client: Anthropic, streamed: bool) -> None:
    claude.replies.script(Reply(value={"title": "x" * 200, "ts": ["1"]}))
    asked: dict[str, Any] = {
        "model": MODEL,
        "max_tokens": 500,
        "messages": HELLO,
        "tools": [{"name": "answer", "input_schema": SHAPE}],
        "tool_choice": {"type": "tool", "name": "answer"},
    }
    if streamed:
        with client.messages.stream(**asked) as stream:
            message = stream.get_final_message()
    else:
        message = client.messages.create(**asked)
    (block,) = message.content
    assert block.type == "tool_use"
    assert block.input == {"title": "x" * 200, "ts": ["1"]}
    assert message.stop_reason == "tool_use"


def test_a_shape_is_kept_where_nothing_was_scripted(claude: ClaudeSandbox) -> None:
    form = {"format": {"type": "json_schema", "schema": SHAPE}}
    answer = post(claude, output_config=form).json()
    assert answer["content"] == [{"type": "text", "text": '{"title":"","ts":[]}'}]


def test_a_long_answer_is_cut_at_what_was_allowed(claude: ClaudeSandbox) -> None:
    claude.replies.script(Reply(text="x" * 1000))
    answer = post(claude, max_tokens=10).json()
    assert answer["content"][0]["text"] == "x" * 40
    assert answer["stop_reason"] == "max_tokens"
    assert answer["usage"]["output_tokens"] == 10


def test_a_refusal_says_so(claude: ClaudeSandbox) -> None:
    claude.replies.script(Reply(stop=Stop.REFUSAL, category="bio"))
    answer = post(claude).json()
    assert answer["stop_reason"] == "refusal"
    assert answer["stop_details"]["category"] == "bio"
    assert answer["content"] == []


def schema(**fields: Any) -> dict[str, Any]:
    return {"format": {"type": "json_schema", "schema": SHAPE | fields}}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"model": None}, "model: Field required"),
        ({"max_tokens": None}, "max_tokens: Field required"),
        ({"messages": None}, "messages: Field required"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": "10"}, "max_tokens: Input should be a valid integer"),
        ({"max_tokens": 200_000}, "which is the maximum"),
        ({"messages": []}, "at least one message"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": " "}]}, "must be non-empty"),
        ({"messages": [{"role": "user", "content": "x", "at": 1}]}, "messages.0.at: Extra"),
        ({"messages": [*HELLO, {"role": "assistant", "content": "{"}]}, "prefill"),
        ({"temperature": 0.5}, "temperature"),
        ({"thinking": {"type": "enabled", "budget_tokens": 2000}}, "thinking.type.enabled"),
        ({"output_format": {}}, "output_format: Extra inputs are not permitted"),
        ({"output_config": {"format": {"type": "json"}}}, "output_config.format.type"),
        ({"output_config": {"effort": "huge"}}, "output_config.effort"),
        ({"output_config": schema(additionalProperties=True)}, "additionalProperties"),
        ({"output_config": schema(minProperties=1)}, "'minProperties' is not supported"),
        ({"output_config": schema(**{"$ref": "https://x.example"})}, "External"),
        ({"tools": [{"name": "x"}]}, "tools.0.input_schema"),
        ({"tool_choice": {"type": "tool", "name": "x"}}, "not found in provided tools"),
    ],
)
def test_a_request_that_is_not_as_it_should_be_is_refused(
    claude: ClaudeSandbox, fields: dict[str, Any], says: str
) -> None:
    refused = post(claude, **fields)
    told = refused.json()
    assert refused.status_code == 400
    assert told["type"] == "error"
    assert told["error"]["type"] == "invalid_request_error"
    assert says in told["error"]["message"]
    assert told["request_id"] == refused.headers["request-id"]


@pytest.mark.parametrize("model", ["claude-9", "claude-sonnet-4-0"])
def test_a_model_that_is_not_or_no_longer_there_is_not_found(
    claude: ClaudeSandbox, model: str
) -> None:
    refused = post(claude, model=model)
    assert refused.status_code == 404
    assert refused.json()["error"]["type"] == "not_found_error"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-api-key": "sk-wrong", "anthropic-version": "2023-06-01"}, 401),
        ({"anthropic-version": "2023-06-01"}, 401),
        ({"authorization": "Bearer sk-wrong", "anthropic-version": "2023-06-01"}, 401),
        ({"x-api-key": "RIGHT"}, 400),
        ({"x-api-key": "RIGHT", "anthropic-version": "1999-01-01"}, 400),
    ],
)
def test_nobody_gets_in_without_a_key_and_a_version(
    claude: ClaudeSandbox, headers: dict[str, str], status: int
) -> None:
    sent = {name: claude.api_key if value == "RIGHT" else value for name, value in headers.items()}
    found = requests.post(f"{claude.url}/v1/messages", json={}, headers=sent, timeout=10)
    assert found.status_code == status


def test_what_is_no_json_or_is_too_large_is_refused(claude: ClaudeSandbox) -> None:
    headers = {"x-api-key": claude.api_key, "anthropic-version": "2023-06-01"}
    url = f"{claude.url}/v1/messages"
    assert requests.post(url, data=b"{", headers=headers, timeout=10).status_code == 400
    assert requests.post(url, data=b"[]", headers=headers, timeout=10).status_code == 400
    large = requests.post(url, data=b" " * (32 * 1024 * 1024 + 1), headers=headers, timeout=30)
    assert large.status_code == 413
    assert large.json()["error"]["type"] == "request_too_large"


def test_elsewhere_there_is_nothing(claude: ClaudeSandbox) -> None:
    found = requests.get(f"{claude.url}/v2/messages", timeout=10)
    assert found.status_code == 404
    assert found.json()["type"] == "error"


# --- control -----------------------------------------------------------------------------------------------


def test_faults_and_replies_can_be_set_from_another_process(
    claude: ClaudeSandbox, client: Anthropic
) -> None:
    control = f"{claude.url}/sandbox"
    fault = {"kind": "error", "status": 529, "retry_after": "3"}
    assert requests.post(f"{control}/faults", json=fault, timeout=10).status_code == 201
    assert len(requests.get(f"{control}/faults", timeout=10).json()) == 1
    with pytest.raises(APIStatusError) as raised:
        client.messages.create(model=MODEL, max_tokens=100, messages=HELLO)
    assert raised.value.status_code == 529
    assert raised.value.type == "overloaded_error"
    assert raised.value.response.headers["retry-after"] == "3"

    always = {"text": "Again?", "when": "Hello"}
    assert requests.post(f"{control}/replies", json=always, timeout=10).status_code == 201
    assert (
        requests.post(f"{control}/replies", json={"text": "Once."}, timeout=10).status_code == 201
    )
    said = [post(claude).json()["content"][0]["text"] for _ in range(3)]
    assert said == ["Once.", "Again?", "Again?"]

    assert requests.delete(f"{control}/replies", timeout=10).status_code == 204
    assert post(claude).json()["content"][0]["text"] == "Hello."
    requests.post(f"{control}/faults", json=fault | {"times": None}, timeout=10)
    assert requests.delete(f"{control}/faults", timeout=10).status_code == 204
    assert post(claude).status_code == 200


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("faults", {"status": 500}),
        ("faults", {"kind": "earthquake"}),
        ("faults", {"kind": "slow", "minutes": 1}),
        ("replies", {"words": "x"}),
        ("replies", {"stop": "now"}),
        ("replies", ["x"]),
    ],
)
def test_what_control_does_not_understand_it_refuses(
    claude: ClaudeSandbox, what: str, told: Any
) -> None:
    refused = requests.post(f"{claude.url}/sandbox/{what}", json=told, timeout=10)
    assert refused.status_code == 400
    assert refused.json()["error"]


def test_requests_can_be_looked_at_without_the_key(claude: ClaudeSandbox) -> None:
    post(claude)
    seen = requests.get(f"{claude.url}/sandbox/requests", timeout=10)
    assert [(each["path"], each["status"]) for each in seen.json()] == [("/v1/messages", 200)]
    assert claude.api_key not in seen.text
