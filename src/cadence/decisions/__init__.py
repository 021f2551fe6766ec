"""The decision log: from a thread to a record that lasts."""
