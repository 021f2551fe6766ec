"""The same questions against Data Center: another API, another way to log in, the same answers."""

from pathlib import Path

from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.model import Company
from journeys.house import house


def test_data_center_answers_as_cloud_does(
    company: Company, tmp_path: Path, sqlite_url: str
) -> None:
    questions = (
        "@cadence how many bugs are open in Webhooks?",
        "@cadence PAY-337",
        "@cadence open bugs by component",
        "@cadence what got fixed last week?",
    )
    answers = {}
    for flavour in ("cloud", "datacenter"):
        folder = tmp_path / flavour
        folder.mkdir()
        url = f"sqlite:///{folder}/cadence.sqlite3"
        site = jira_site(company)
        with house(site, company, folder, database_url=url, flavour=flavour) as home:
            said = [home.shown(home.ask("chloe.martin", "support", each)) for each in questions]
        answers[flavour] = [text.splitlines()[1] for text in said]
    assert answers["datacenter"] == answers["cloud"]
    assert "open bugs where component is Webhooks" in answers["cloud"][0]
