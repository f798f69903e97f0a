"""What a provision file says about schedule."""
