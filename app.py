"""The process: settings, assembly, serve."""

from cadence.cli import main

if __name__ == "__main__":
    main()
