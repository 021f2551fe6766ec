"""JQL: from text to the rows of the issues that match.

`parser` reads it into `ast`; `compiler` checks every name and value against the site and finds the rows.
"""
