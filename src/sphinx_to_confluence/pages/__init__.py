"""What is known of the whole tree of pages before one of them is written."""
