"""What one institution is asked to answer: its own payments behind the findings, and questions; nobody's name."""
