"""`cadence <verb>`: one thin module per room."""


def main() -> None:
    """The entry of the command line."""
    raise SystemExit("not yet")
