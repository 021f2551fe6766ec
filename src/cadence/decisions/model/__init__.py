"""What a decision is, and the rules about it; nothing here reads or writes anything."""
