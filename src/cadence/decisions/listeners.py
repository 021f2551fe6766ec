"""The decisions room's listeners."""

COMMAND = "/decision"
SHORTCUT = "log_decision"
