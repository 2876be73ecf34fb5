"""The pages, one a file; each runs when it is opened and holds no finding of its own."""
