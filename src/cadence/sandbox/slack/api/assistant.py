"""What the app says about its own thread: status, title, suggested prompts."""

from cadence.sandbox.slack.api.call import Call, Method
from cadence.sandbox.slack.errors import invalid_arguments
from cadence.sandbox.slack.limits import STATUS, TIER_3
from cadence.sandbox.slack.model import Channel, Json

MOST_PROMPTS = 4


def set_status(call: Call) -> Json:
    channel, thread = _thread(call)
    status = call.args.text("status")
    with call.workspace.timeline.lock:
        if status:
            channel.status[thread] = status
        else:
            channel.status.pop(thread, None)
        call.workspace.timeline.happened()
    return {}


def set_title(call: Call) -> Json:
    channel, thread = _thread(call)
    channel.titles[thread] = call.args.need("title")
    call.workspace.timeline.happened()
    return {}


def set_suggested_prompts(call: Call) -> Json:
    channel = call.channel("channel_id")
    prompts = call.args.objects("prompts", error="invalid_arguments") or []
    if not 1 <= len(prompts) <= MOST_PROMPTS:
        raise invalid_arguments(
            f"no more than {MOST_PROMPTS} items allowed [json-pointer:/prompts]"
        )
    if any(not prompt.get("title") or not prompt.get("message") for prompt in prompts):
        raise invalid_arguments("missing required field: title or message [json-pointer:/prompts]")
    channel.prompts[call.args.text("thread_ts") or ""] = tuple(prompts)
    call.workspace.timeline.happened()
    return {}


def _thread(call: Call) -> tuple[Channel, str]:
    channel = call.channel("channel_id")
    thread = call.args.need("thread_ts")
    call.workspace.message(channel, thread)
    return channel, thread


SCOPES = ("assistant:write", "chat:write")
METHODS = (
    Method(name="assistant.threads.setStatus", handle=set_status, tier=STATUS, scopes=SCOPES),
    Method(name="assistant.threads.setTitle", handle=set_title, tier=TIER_3, scopes=SCOPES),
    Method(
        name="assistant.threads.setSuggestedPrompts",
        handle=set_suggested_prompts,
        tier=TIER_3,
        scopes=SCOPES,
    ),
)
