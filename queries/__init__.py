"""The saved-query library and its runner."""
