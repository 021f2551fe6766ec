"""What runs in a process of its own, driven by lines of JSON on its standard input; each ends when that is closed."""
