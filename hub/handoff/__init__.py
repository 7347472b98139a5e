"""Warm handoff: who waits for a call handler, who is there, and what the two say to each other. The store knows it all."""
