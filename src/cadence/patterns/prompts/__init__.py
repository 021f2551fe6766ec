"""What Claude is asked, and the check of what comes back."""
