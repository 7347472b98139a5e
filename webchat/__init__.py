"""Parents on the Local Offer website: the chat page and its API."""
