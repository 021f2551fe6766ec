"""How alike bugs are. `embedding` is cheap to import; `likeness`, which compares, brings numpy."""
