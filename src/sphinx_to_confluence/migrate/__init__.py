"""How does a documentation come over from ``sphinxcontrib-confluencebuilder``: its options, its sources, its pages?"""
