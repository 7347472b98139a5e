"""The SQL store: what outlives a conversation. ``tables`` says what there is, ``database`` reads and writes it."""
