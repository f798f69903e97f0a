"""What a provision file says about people."""
