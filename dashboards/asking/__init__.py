"""The parts of the page of queries: suggestions, pictures of an answer, history, queries of one's own."""
