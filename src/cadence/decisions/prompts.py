"""What a language model is asked about decisions, and the check of what comes back."""
