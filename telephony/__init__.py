"""Callers: text messages and phone calls over Twilio. Routes parse, call the conversation, and render TwiML."""
