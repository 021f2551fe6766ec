"""Decisions as Markdown: MADR 4 out and in, and the records of other people's folders in."""
