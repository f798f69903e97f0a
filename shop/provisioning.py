"""What a provision file says about shop."""
