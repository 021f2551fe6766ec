"""The labelled questions of evals/, held to the floors recorded there."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("chosen", ["questions", "heldout", "unseen"])
def test_labelled_questions_are_understood_as_well_as_recorded(chosen: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evals", "--check", "--set", chosen],
        cwd=ROOT,
        env={"CADENCE_SHARED_DATA": str(tmp_path), "PATH": "", "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
