"""What people read of the decision log."""
