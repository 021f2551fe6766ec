"""The process: settings, assembly, serve."""

from cadence import config
from cadence.cli.serve import run

if __name__ == "__main__":
    run(config.read())
