"""Values and pure rules; no I/O, time is an argument."""
