"""Speed, as ratios against the libraries under us: `python -m benchmarks [name …] [--quick]`.

Both sides of a ratio are measured in one run and by turns, so that a machine that is busy for a while slows both down.
Servers run in processes of their own; nothing here is asserted anywhere.
"""
