"""What people read from the status room."""
