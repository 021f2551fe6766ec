"""Opening a modal while Slack still lets us: a form that waits, until there is something to show in it."""

from dataclasses import replace

import structlog

from cadence.core.errors import MessengerError
from cadence.core.message import form_name
from cadence.core.ports import Messenger
from cadence.delivery import replying

log = structlog.get_logger(__name__)


def opened(messenger: Messenger, trigger: str, key: str) -> str | None:
    """What the form is known by; None where Slack did not open it. Named for the key, since this may not be the
    delivery that is kept: whichever is, it knows the form."""
    form = replace(replying.waiting(), name=form_name(key))
    try:
        return messenger.open_form(trigger, form)
    except MessengerError as error:
        log.warning("a form was not opened", error=str(error))
        return None
