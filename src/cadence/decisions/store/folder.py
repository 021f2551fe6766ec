"""A folder of Markdown files, outside of the database."""

from typing import Protocol

from cadence.core.errors import CadenceError


class FileTrouble(CadenceError):
    """The file could not be read, written or removed, and is as it was. The message says why in plain words."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.line = line


class Folder(Protocol):
    """Every method raises FileTrouble."""

    def names(self) -> tuple[str, ...]:
        """Of the Markdown files in it, sorted; folders inside and links to elsewhere left out."""

    def read(self, name: str) -> str:
        """Whole, in UTF-8."""

    def write(self, name: str, text: str) -> None:
        """Whole or not at all. The folder is made where there is none."""

    def remove(self, name: str) -> None: ...
