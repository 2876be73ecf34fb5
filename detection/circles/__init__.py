"""Circles: people who share odd purchases, found by growing what a few strong ties begin."""
