"""Charts as PNGs, by matplotlib, which is imported when the first one is painted."""
