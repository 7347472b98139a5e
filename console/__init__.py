"""The door for call handlers: who waits, their chats, call-backs and the diary."""
