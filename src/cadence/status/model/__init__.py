"""What a question and its answer are, and the rules that read one and make the other. No I/O; time is an argument."""
