"""Rasa's custom actions: thin, they call hub and knowledge_base and hand back a reply."""
