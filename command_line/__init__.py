"""The command ringtrace: one verb a file."""
