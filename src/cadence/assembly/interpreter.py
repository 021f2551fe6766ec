"""How Python itself is set in a process that answers many at once and reads much. Imports nothing of ours."""

import gc
import sys

SWITCH = 0.0005
"""Seconds that a thread may go on computing while another one waits. Python's own 5 ms make an acknowledgement, which
gives way at every read and write, wait many times over while fifty answers are worked on; and a page of issues that has
come wait for the page before it."""

NEW_OBJECTS = 10_000
"""How many it takes until garbage is looked for. Python's own 700 are seven issues: it then looks through thousands of
them, all in use, again and again, which is a sixth of the time that reading them takes."""


def tune() -> None:
    sys.setswitchinterval(SWITCH)
    gc.set_threshold(NEW_OBJECTS)
