"""What the room must remember, a Protocol a subject."""
