"""The crimes, one variant a file: TITLE, PATTERN, VARIANT, PER_100_000 and `commit(scene) -> Ring | None`."""
