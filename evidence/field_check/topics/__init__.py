"""What can be checked on the spot, one kind a file: each gives the checks that the ring's evidence asks for."""
