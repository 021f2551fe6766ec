"""`cadence rituals <verb>`: rituals on a terminal."""

import click

from cadence.cli.verbs import Verb, Verbs

VERBS = {
    "check": Verb(
        "rituals_check",
        "check",
        "Check the rituals of cadence.toml; what is wrong is told with its line.",
    ),
    "end": Verb("rituals_turn", "end", "End a ritual that was set up in Slack."),
    "history": Verb(
        "rituals_history", "history", "List the versions of a ritual, and its occurrences."
    ),
    "ledger": Verb("rituals_ledger", "ledger", "List every step of every occurrence."),
    "list": Verb("rituals_list", "list_rituals", "List rituals, and when each is next."),
    "pause": Verb("rituals_turn", "pause", "Pause a ritual until it is resumed."),
    "preview": Verb(
        "rituals_preview", "preview", "Show what an occurrence would look like; nothing is sent."
    ),
    "resume": Verb("rituals_turn", "resume", "Take up a ritual that is paused or ended."),
    "rollback": Verb("rituals_turn", "rollback", "Make an earlier version count again."),
    "show": Verb("rituals_show", "show", "Show one ritual with its questions."),
    "templates": Verb(
        "rituals_templates",
        "templates",
        "List what can be switched on by name, or print one of it.",
    ),
}


@click.group(cls=Verbs, verbs=VERBS)
def rituals() -> None:
    """Scheduled check-ins and their digests."""
