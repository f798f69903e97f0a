"""What a provision file says about tenant."""
