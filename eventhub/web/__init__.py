"""What HTTP has on every host: middleware, error pages, shared addresses, the shell of the SPA and its menu."""
