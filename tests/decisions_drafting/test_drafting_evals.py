"""The labelled threads of evals/, held to the floors recorded there."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_labelled_threads_are_drafted_from_as_well_as_recorded(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evals", "--check", "--set", "threads"],
        cwd=ROOT,
        env={"CADENCE_SHARED_DATA": str(tmp_path), "PATH": "", "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing was counted in them" in done.stdout
