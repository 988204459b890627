"""How does a formula become an image? One module for each program that can draw it."""
