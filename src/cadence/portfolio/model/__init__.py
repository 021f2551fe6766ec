"""Values and pure rules; no I/O, and time is an argument."""
