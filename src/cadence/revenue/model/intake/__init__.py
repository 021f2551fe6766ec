"""Reading what others have written: each row is understood or rejected with its line and the reason."""
