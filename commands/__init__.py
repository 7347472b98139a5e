"""The ``hub`` command, a file for each kind of work; ``cli.py`` puts them together."""
