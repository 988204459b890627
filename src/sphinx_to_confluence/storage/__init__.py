"""What can Confluence hold? Elements, macros, the rules of the editors, and the text they become."""
