"""Drug flow: where a box, a lot or a drug came from, where it went, and where the books do not say."""
