"""What runs the product: the server, its warm-up, health checks and probes."""
