"""The verbs of the room, a module a subject."""
