"""The parts of docs/ that are made from declarations; `make docs` writes them anew, a test compares them."""
