"""Innocent explanations, one a file."""
