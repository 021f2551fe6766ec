"""A pure function each, from what happened and a moment to what was tested; its docstring is its rule."""
