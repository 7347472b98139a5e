"""Measures the running system: replays rows of questions through it, and scores what came back."""
