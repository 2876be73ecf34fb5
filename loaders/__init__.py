"""Source files in, snapshot out: readers, mappings, checks, rejects."""
