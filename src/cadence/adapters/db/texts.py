"""People's text as both databases can hold and compare it."""


def storable(text: str) -> str:
    """PostgreSQL's text holds no U+0000, and no encoding takes half a character."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def comparable(name: str) -> str:
    """As names are compared, letter case aside."""
    return storable(name).casefold()
