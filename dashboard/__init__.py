"""SEND leaders and curators: the figures of each month, gaps in the knowledge base, feedback to review."""
