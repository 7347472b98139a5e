"""Talking about appointments: which question comes next, what an answer means, and what is said; no Rasa in here."""
