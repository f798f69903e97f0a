"""What can be done at a desk, a gate and a scanner."""
