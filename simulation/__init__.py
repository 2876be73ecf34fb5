"""A synthetic city with known rings, for the demo and for evaluation."""
