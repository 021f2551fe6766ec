"""Each knows one vendor."""
