"""How does a documentation get into the sandbox again and again while somebody writes it?"""
