"""The command line, run in this process."""

from pathlib import Path

from click.testing import CliRunner, Result

from cadence.cli import cli
from cadence.config import ENVIRONMENT


class Terminal:
    """`cadence …` in an empty folder, with nothing in the environment but what is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment: dict[str, str | None] = dict.fromkeys((*ENVIRONMENT, "CADENCE_CONFIG"))

    def run(self, *arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, arguments, env=self.environment, input=stdin)

    def configure(self, text: str) -> None:
        file = self.folder / "cadence.toml"
        file.write_text(text, encoding="utf-8")
        self.environment["CADENCE_CONFIG"] = str(file)
