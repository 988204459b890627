"""Which nodes of other extensions do we know? One module for each; none of them imports the extension."""
