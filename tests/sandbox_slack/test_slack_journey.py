"""A real Bolt app in the local workspace, over Socket Mode."""

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_support import Bot

from cadence.sandbox.slack.server import SlackSandbox


def test_a_mention_reaches_bolt_and_its_answer_stands_in_the_thread_with_its_metadata(
    slack: SlackSandbox, client: WebClient, bolt: App, bot: Bot
) -> None:
    intent = {"event_type": "cadence", "event_payload": {"key": "answer:1"}}

    @bolt.event("app_mention")
    def hear(event: dict[str, Any], say: Any) -> None:
        say(text=f"You said: {event['text']}", thread_ts=event["ts"], metadata=intent)

    bolt.event("message")(lambda: None)
    bot.connect()
    question = slack.people.say("maya", "support", "@cadence how many P1s?").wait()
    answer = slack.workspace.wait_for_message("support", containing="You said")

    assert answer.thread_ts == question.ts
    assert answer.text == f"You said: <@{slack.workspace.app.bot_user_id}> how many P1s?"
    channel = slack.workspace.channel("support").id
    thread = client.conversations_replies(
        channel=channel, ts=question.ts, include_all_metadata=True
    )
    assert [m.get("metadata") for m in thread["messages"]] == [None, intent]
    assert len(question.ids) == 2
    assert question.ack_ms is not None
