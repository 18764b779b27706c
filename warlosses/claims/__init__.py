"""What a claim is, and how readings of it become one: pure, without a file or a network."""
