"""Folders of this machine."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cadence.decisions.store.folder import FileTrouble

LARGEST = 8_000_000
"""Bytes of a file that is read at all."""

_READABLE_BY_ALL = 0o644


@dataclass(frozen=True, slots=True)
class DiskFolder:
    """`Folder` on a disk."""

    path: Path

    def names(self) -> tuple[str, ...]:
        """No folder there is an empty one."""
        if not self.path.exists():
            return ()
        if not self.path.is_dir():
            raise FileTrouble(f"{self.path} is not a folder")
        with _in_our_words(self.path):
            files = [*os.scandir(self.path)]
        return tuple(
            sorted(
                each.name
                for each in files
                if each.name.lower().endswith(".md") and each.is_file(follow_symlinks=False)
            )
        )

    def read(self, name: str) -> str:
        file = self.path / name
        with _in_our_words(file):
            if file.stat().st_size > LARGEST:
                raise FileTrouble(f"it is larger than {LARGEST:,} bytes")
            raw = file.read_bytes()
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise FileTrouble("it is not UTF-8", line) from error

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        with _in_our_words(file):
            self.path.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=self.path, prefix=f".{name}.")
            try:
                with os.fdopen(descriptor, "wb") as out:
                    out.write(text.encode("utf-8"))
                Path(temporary).chmod(_mode(file))
                Path(temporary).replace(file)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise

    def remove(self, name: str) -> None:
        with _in_our_words(self.path / name):
            (self.path / name).unlink(missing_ok=True)


def _mode(file: Path) -> int:
    """As it was, or readable by all as a file that is made in the usual way."""
    return file.stat().st_mode & 0o777 if file.is_file() else _READABLE_BY_ALL


@contextmanager
def _in_our_words(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileTrouble(f"{file}: {error.strerror or error}") from error
