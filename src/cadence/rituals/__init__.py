"""Scheduled check-ins and their digests: whatever a team does every week without anybody chasing anybody."""
