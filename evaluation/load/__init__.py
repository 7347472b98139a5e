"""``make load``: many people at once on this system, for as long as you like."""
