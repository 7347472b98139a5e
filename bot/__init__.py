"""The Rasa assistant. Imports nothing: parts of it run in different environments."""
