"""Claude behind the `Writer` port, by Anthropic's library."""
