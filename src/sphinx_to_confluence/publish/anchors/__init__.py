"""Where do the words that inline comments hang on stand in another version of a page? Pure; knows no client."""
