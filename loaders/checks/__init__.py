"""Checks in bulk by the engine: rows by themselves, references, uniqueness."""
