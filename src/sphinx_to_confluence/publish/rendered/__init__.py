"""What does a reader see of a stored body, in plain lines, and what of it is different in another one? Pure."""
