"""The words and ports that rooms share."""
