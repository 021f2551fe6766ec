"""The composition root: where real parts meet. `parts` for the command line, `upkeep`, and `whole` for a process."""
