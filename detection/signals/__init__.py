"""Signals, one a file."""
