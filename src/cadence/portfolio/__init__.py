"""Bets, what they are meant to change, and the questions that are due about them."""
