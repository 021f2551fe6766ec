"""The decisions room's jobs."""
