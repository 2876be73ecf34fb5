"""Readers: a source file becomes Arrow batches of text with true row numbers, and its unreadable rows."""
