"""Evening appointments: the slots, the diary, references, texts and calendar files. No channel, no Rasa."""
