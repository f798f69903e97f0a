"""Pages where something is bought: the sales page, add-ons, checkout, the order, the waiting list."""
