"""What a language model is asked about digests, and the check of what comes back. Nothing here asks anybody."""
