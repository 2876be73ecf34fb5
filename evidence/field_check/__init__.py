"""The field-check sheet of a ring: what a team looks at on the spot, ordered by what would change the verdict most."""
