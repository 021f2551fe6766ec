"""What collides, of which a test states only what it is about."""

from datetime import UTC, date, datetime
from typing import Any

from builders import LONG_AGO, a_body, a_party, a_quote, an_origin
from cadence.core.message import Said
from cadence.decisions.model.carried import Carried
from cadence.decisions.model.clash import Dispute, Faced, Pending
from cadence.decisions.model.confirmed import Confirmed
from cadence.decisions.model.conflict import Judgement, Verdict
from cadence.decisions.model.decision import Part, Status
from cadence.decisions.model.draft import Support

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
TODAY = NOON.date()


def a_confirmed(key: str = "form:1", **fields: Any) -> Confirmed:
    of_body = {name: fields.pop(name) for name in ("title", "decided", "scope") if name in fields}
    plain: dict[str, Any] = {
        "key": key,
        "body": a_body(**of_body),
        "status": Status.ACCEPTED,
        "decided_at": LONG_AGO,
        "origin": an_origin(),
        "by": a_party(),
        "quotes": (a_quote(),),
        "carried": Carried(
            channel="CPAY",
            thread="1763380800.000100",
            support=(Support(part=Part.DECIDED, said=("1763380800.000100",)),),
            alone=Said(ts="1763380800.000100", user="UDANA", text="ok, postgres it is"),
            decided_on=date(2026, 1, 5),
        ),
    }
    return Confirmed(**(plain | fields))


def a_judgement(**fields: Any) -> Judgement:
    plain: dict[str, Any] = {
        "verdict": Verdict.CONTRADICT,
        "score": 0.9,
        "reason": "This one says “x”, the earlier one “y”.",
    }
    return Judgement(**(plain | fields))


def a_pending(key: str = "form:1", *, at: datetime = NOON, number: int = 17) -> Pending:
    faced = (Faced(number=number, judgement=a_judgement()),)
    return Pending(confirmed=a_confirmed(key), faced=faced, at=at)


def a_dispute(key: str = "form:1:17", **fields: Any) -> Dispute:
    plain: dict[str, Any] = {
        "key": key,
        "new": 50,
        "old": 17,
        "point": "Which database the ledger is kept in.",
        "arbiter": a_party("Olga", "UOLGA"),
        "until": TODAY,
        "by": a_party(),
        "at": NOON,
    }
    return Dispute(**(plain | fields))
