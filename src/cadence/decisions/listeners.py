"""The decisions room's listeners."""
