"""The output of a build: read, written, and what it holds."""
