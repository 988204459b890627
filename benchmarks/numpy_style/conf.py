"""The reference of a real library whose docstrings are in NumPy style, made by autodoc and numpydoc."""

project = "networkx"
author = "its authors"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.mathjax", "numpydoc"]
numpydoc_show_class_members = False
