"""Cases, reviews, deadlines, audit."""
