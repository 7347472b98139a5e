"""``make bench``: this system next to a plain Rasa bot and a bare one, and its parts alone."""
