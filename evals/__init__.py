"""How well questions are understood, against labelled ones: `python -m evals`."""
