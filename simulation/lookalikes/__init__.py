"""The innocent look-alikes, one a file: TITLE, KIND, PER_100_000 and `live(scene) -> Innocents | None`."""
