"""What leaves the house: bundles, graph formats, reports."""
