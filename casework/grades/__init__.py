"""Persons in credit tiers and institutions in grades with cards, by published rules, from confirmed cases alone."""
