"""Signals, explanations, suspicion graph, rings, grading."""
