"""Components that run inside Rasa, in Rasa's environment."""
