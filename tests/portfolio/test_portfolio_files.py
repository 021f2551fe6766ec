"""Files of bets and readings, and what becomes of them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.adapters.db.bets import SqlBets
from cadence.adapters.db.engine import make_engine
from cadence.portfolio.model.bet import CONFIDENCE, Bet, Happened, Stage
from cadence.portfolio.model.files import Contents, Faulty, contents, key_of
from cadence.portfolio.service.importing import Fate, Importing
from cadence.portfolio.store.bets import Bets
from fakes.bets import FakeBets
from portfolio_values import NOON, a_bet, a_reading, an_event

UTC_ZONE = ZoneInfo("UTC")
DAY = timedelta(days=1)


def nobody(_address: str) -> str | None:
    return None


def read(text: str, *, is_toml: bool = False) -> Contents:
    return contents(text, is_toml=is_toml, find=nobody)


def faults(text: str, *, is_toml: bool = False) -> list[tuple[int | None, str]]:
    with pytest.raises(Faulty) as caught:
        read(text, is_toml=is_toml)
    return [(each.line, each.words) for each in caught.value.faults]


# --- reading ---------------------------------------------------------------------------------------

TWO = """\ufeffName,Horizon,Capacity,Exit\r
Faster checkout,H1,30 %,"outcome below 20 for 4 weeks;\r
confidence < 30"\r
\r
Zoë's wallet,h3,,\r
"""


def test_bets_of_a_csv_file_are_read_by_its_header() -> None:
    one, two = read(TWO).bets
    assert (one.key, one.line, one.draft.capacity) == ("faster-checkout", 2, 30)
    assert len(one.draft.exits) == 2
    assert (two.key, two.line, two.draft.name) == ("zoe-s-wallet", 5, "Zoë's wallet")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_cells_may_be_set_apart_as_other_countries_do(mark: str) -> None:
    """Criteria that hold semicolons of their own stand in quotation marks."""
    header = mark.join(("name", "horizon", "exit"))
    row = mark.join(("Faster checkout", "H1", '"outcome below 60; confidence < 30"'))
    (bet,) = read(f"\ufeff{header}\r\n{row}\r\n").bets
    assert (bet.key, len(bet.draft.exits)) == ("faster-checkout", 2)


def test_bets_of_a_toml_file_are_its_sections() -> None:
    text = '[bets.checkout]\nname = "Faster checkout"\nhorizon = "H1"\n\n[bets.wallet]\nname = "W"\nhorizon = "H2"\n'
    one, two = read(text, is_toml=True).bets
    assert (one.key, one.line, two.key, two.line) == ("checkout", 1, "wallet", 5)


def test_readings_are_told_from_bets_by_their_header() -> None:
    found = read("bet,on,value,metric\nwallet,2026-11-16,41.5,\n3,2026-11-16,60 %,Confidence\n")
    one, two = found.readings
    assert (one.bet, one.on, one.value, one.metric) == (
        "wallet",
        date(2026, 11, 16),
        Decimal("41.5"),
        "outcome",
    )
    assert (two.metric, two.line) == (CONFIDENCE, 3)


def test_an_owner_may_be_named_by_address() -> None:
    text = "name,horizon,owner\nA,H1,ola@example.com\n"
    found = contents(text, is_toml=False, find={"ola@example.com": "U0OLA"}.get)
    assert found.bets[0].draft.owner == "U0OLA"
    assert faults(text) == [(2, "owner: nobody in Slack is known by ola@example.com")]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", None, "the file is empty"),
        ("name,horizon,colour\nA,H1,red\n", 1, "there is no column “colour”"),
        ("name,name\nA,B\n", 1, "the column name is there twice"),
        ("name,horizon\nA,H1,x\n", 2, "has 3 cells, the header 2"),
        ("name,horizon\nA,\n", 2, "horizon: is missing"),
        ("name,horizon\n,H1\n", 2, "name: is missing"),
        ('name,horizon\n"A,H1\n', 2, "is no CSV"),
        ("name,horizon\nA,H1\na!,H2\n", 3, "the key a is that of line 2 too"),
        ("name,horizon\n漢字,H1\n", 2, "key: is missing"),
        ("bet,on,value\n1,yesterday,3\n", 2, "on: must be a date"),
        ("bet,on,value\n1,2026-11-16,lots\n", 2, "value: must be a number"),
        ("bet,on,value\n1,2026-11-16,inf\n", 2, "value: "),
        ("bet,on,value,by\n1,2026-11-16,3,me\n", 1, "there is no column “by”"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, line: int | None, words: str) -> None:
    ((where, said),) = faults(text)
    assert where == line
    assert words in said


def test_every_fault_of_a_file_is_told_at_once() -> None:
    found = faults("name,horizon,capacity\nA,H4,200\nB,H1,x\nC,H1,3\n")
    assert [line for line, _ in found] == [2, 2, 3]


def test_a_fault_of_a_toml_file_has_the_line_of_its_key() -> None:
    text = '[bets.checkout]\nname = "A"\n\nhorizon = "H9"\nexit = [\n  "soon",\n]\n'
    found = faults(text, is_toml=True)
    assert [line for line, _ in found] == [4, 5]
    assert faults("x = ", is_toml=True)[0][1].startswith("is no TOML")
    assert faults("[bets]\n", is_toml=True) == [(None, "the file holds no [bets.<key>]")]
    assert faults('bets = { A = { name = "A", horizon = "H1" } }', is_toml=True)[0][0] == 1


def test_a_bets_name_makes_its_key() -> None:
    assert key_of("  Faster checkout!! (EU) ") == "faster-checkout-eu"
    assert key_of("Zoë") == "zoe"
    assert len(key_of("x" * 99)) == 60


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for is_toml in (False, True):
        try:
            read(text, is_toml=is_toml)
        except Faulty as error:
            assert error.faults  # noqa: PT017 - most texts are refused, some are read


# --- taking ----------------------------------------------------------------------------------------

FILE = """name,owner,horizon,stage,metric,capacity
Faster checkout,U0OLA,H1,learn,Paid baskets,15
Wallet,U0OLA,H2,learn,Users,10
"""


@pytest.fixture(params=["fake", "sqlite"])
def store(request: pytest.FixtureRequest) -> Iterator[Bets]:
    if request.param == "fake":
        yield FakeBets()
        return
    engine = make_engine(request.getfixturevalue("sqlite_url"))
    yield SqlBets(engine)
    engine.dispose()


@pytest.fixture
def importing(store: Bets) -> Importing:
    return Importing(bets=store, zone=UTC_ZONE)


def take(importing: Importing, text: str, *, days: int = 0, source: str = "bets.csv") -> list[Fate]:
    done = importing.take_in(read(text), source=source, at=NOON + days * DAY)
    return [each.fate for each in done.bets]


def called(store: Bets, key: str) -> Bet:
    number, _ = store.imported()[key]
    bet = store.bet(number)
    assert bet is not None
    return bet


def test_the_same_file_again_changes_nothing(importing: Importing, store: Bets) -> None:
    assert take(importing, FILE) == [Fate.NEW, Fate.NEW]
    before = store.all()
    assert take(importing, FILE, days=1) == [Fate.UNCHANGED, Fate.UNCHANGED]
    assert store.all() == before
    assert [each.what for each in store.history(before[0].number)] == [Happened.IMPORTED]
    assert store.history(before[0].number)[0].words == "bets.csv"


def test_a_changed_file_changes_what_it_says_otherwise(importing: Importing, store: Bets) -> None:
    take(importing, FILE)
    bet = called(store, "faster-checkout")
    sunset = replace(bet, stage=Stage.SUNSETTING, capacity=Decimal(5))
    store.commit(store.put(sunset, an_event(bet.number), was=bet.version, key="slack"))
    changed = FILE.replace("U0OLA,H1", "U0DANA,H1")
    assert take(importing, changed, days=1) == [Fate.CHANGED, Fate.UNCHANGED]
    now = called(store, "faster-checkout")
    assert (now.owner, now.stage, now.capacity) == ("U0DANA", Stage.SUNSETTING, Decimal(5))
    assert [each.field for each in store.history(bet.number)[0].changes] == ["owner"]
    assert take(importing, changed, days=2) == [Fate.UNCHANGED, Fate.UNCHANGED]


def test_a_bet_that_is_taken_out_of_the_file_goes_on(importing: Importing, store: Bets) -> None:
    take(importing, FILE)
    take(importing, "".join(FILE.splitlines(keepends=True)[:2]), days=1)
    assert len(store.all()) == 2


def test_a_rehearsal_tells_what_would_happen_and_stores_nothing(
    importing: Importing, store: Bets
) -> None:
    done = importing.take_in(read(FILE), source="bets.csv", at=NOON, is_rehearsal=True)
    assert done.count(Fate.NEW) == 2
    assert store.all() == ()
    assert store.number_for("first") == 1, "not even numbers were given"


READINGS = """bet,on,value,metric
faster-checkout,2026-11-09,61,
Faster Checkout,2026-11-16,62,
2,2026-11-16,55 %,confidence
"""


def test_readings_are_taken_once_and_by_any_name(importing: Importing, store: Bets) -> None:
    take(importing, FILE)
    one, two = (each.number for each in store.all())
    text = READINGS.replace("\n2,", f"\n{two},")
    done = importing.take_in(read(text), source="r.csv", at=NOON)
    assert (done.readings, done.known) == (3, 0)
    again = importing.take_in(read(text), source="r.csv", at=NOON + DAY)
    assert (again.readings, again.known) == (0, 3)
    assert [each.value for each in store.readings([one])[one]] == [61, 62]
    assert store.readings([two])[two][0].metric == CONFIDENCE


def test_what_was_said_since_stays_until_the_file_says_otherwise(
    importing: Importing, store: Bets
) -> None:
    take(importing, FILE)
    bet = called(store, "wallet")
    text = "bet,on,value\nwallet,2026-11-16,10\n"

    def value() -> Decimal:
        return store.readings([bet.number])[bet.number][0].value

    importing.take_in(read(text), source="r.csv", at=NOON)
    answer = a_reading(12, date(2026, 11, 16), bet=bet.number, at=NOON + DAY)
    store.commit(store.read(answer, key="answer"))
    importing.take_in(read(text), source="r.csv", at=NOON + 2 * DAY)
    assert value() == 12
    for said, day in (("11", 3), ("10", 4)):
        anew = text.replace(",10", f",{said}")
        importing.take_in(read(anew), source="r.csv", at=NOON + day * DAY)
        assert value() == Decimal(said)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("nothing,2026-11-16,3,", "there is no bet “nothing”"),
        ("wallet,2026-11-16,3,cost", "has outcome, confidence, and no cost"),
        ("wallet,2026-11-19,3,", "2026-11-19 is still to come"),
    ],
)
def test_one_reading_that_can_not_be_taken_stops_the_file(
    importing: Importing, store: Bets, row: str, why: str
) -> None:
    take(importing, FILE)
    text = f"bet,on,value,metric\nwallet,2026-11-16,3,\n{row}\n"
    with pytest.raises(Faulty, match=why) as caught:
        importing.take_in(read(text), source="r.csv", at=NOON)
    assert [each.line for each in caught.value.faults] == [3]
    number = called(store, "wallet").number
    assert store.readings([number])[number] == ()


def test_a_name_that_two_bets_have_names_neither() -> None:
    store = FakeBets()
    store.put_in(a_bet(1, name="Twin"), a_bet(2, name="twin"))
    importing = Importing(bets=store, zone=UTC_ZONE)
    with pytest.raises(Faulty, match="there is no bet “Twin”"):
        importing.take_in(read("bet,on,value\nTwin,2026-11-16,3\n"), source="r.csv", at=NOON)


def test_replicas_that_start_together_take_the_settings_in_once(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    importing = Importing(bets=SqlBets(engine), zone=UTC_ZONE)
    together = Barrier(3)

    def start(_replica: int) -> list[Fate]:
        together.wait(timeout=30)
        return take(importing, FILE, source="cadence.toml")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(start, range(3)))
    bets = SqlBets(engine).all()
    assert [each.name for each in bets] == ["Faster checkout", "Wallet"]
    assert [len(SqlBets(engine).history(each.number)) for each in bets] == [1, 1]
    engine.dispose()
