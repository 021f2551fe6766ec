"""The real export as the copy of a tracker: read from its files into a database, with no server between."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.adapters.db.schema import upgrade
from cadence.adapters.jira.fields import FieldIds
from cadence.adapters.jira.parse import Parser
from cadence.core.ports import Detail
from cadence.mirror.model import Standing, batched
from evals import sites

READ_AT = datetime(2021, 12, 1, tzinfo=UTC)
"""After everything that happened there."""


def fill(engine: Engine) -> int:
    """How many issues there are."""
    upgrade(engine)
    store = SqlMirrorStore(engine)
    parser = Parser(
        ids=FieldIds(sprint="customfield_10020", epic="customfield_10014"), detail=Detail.FULL
    )
    kept = 0
    for page in batched(sites.raw_issues(), 500):
        kept += store.keep([parser.issue(each, READ_AT) for each in page], {})
    site = sites.titanium()
    whole = READ_AT + timedelta(minutes=5)
    store.stand(
        [Standing(project=each.key, begun_at=whole, as_of=whole) for each in site.projects], site
    )
    return kept
