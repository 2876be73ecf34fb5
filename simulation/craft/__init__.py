"""What the crimes share: how organisers recruit, pick moments and goods, and keep codes and books in shape."""
