"""What is heavy is loaded when something is tested, and not when a command starts."""

import subprocess
import sys

CODE = """
import sys
import cadence.patterns.model.detectors, cadence.patterns.model.discovery
import cadence.patterns.model.verifying, cadence.patterns.model.worse, cadence.patterns.model.bulk
print(sorted({"numpy", "scipy"} & set(sys.modules)))
"""


def test_detectors_are_named_without_loading_numpy_or_scipy() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "[]"
