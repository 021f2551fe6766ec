"""Numbers of decisions as they come back in buttons and commands."""

MOST = 2**31 - 1
"""What the store's column holds."""


def number_of(written: str) -> int:
    """0, which no decision has, for what is no number of one."""
    digits = len(str(MOST))
    found = int(written) if written.isdecimal() and len(written) <= digits else 0
    return found if found <= MOST else 0
