"""What is done in the explorer: steps that can be undone, notes, saved views, what is shown and taken away."""
