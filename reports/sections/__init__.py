"""The parts of a periodic report, as blocks."""
