"""A local Messages API: what a program says to Claude and hears back, without a model behind it.

What is answered is scripted, follows rules, or is the smallest object of the shape that was asked for.
"""
