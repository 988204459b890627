"""The glue to Sphinx: what is collected while it reads, and the builder."""
