"""Claude as a Writer."""
