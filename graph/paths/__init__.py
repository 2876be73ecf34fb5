"""Connections between entities: paths, what joins a set of them, what two of them share."""
