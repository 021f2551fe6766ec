"""What a decision claims, sentence by sentence, so that two decisions can be held against each other."""
