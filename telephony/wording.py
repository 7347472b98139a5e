"""What only the phone line says."""

from __future__ import annotations

from telephony.speech import Said

GREETING = Said(
    "Hello. This is the Neurodiversity Hub's automated assistant. I answer questions about autism and A D H D in "
    "Hertfordshire. This call is not recorded. You can press 0 at any time for a person. What would you like to know?"
)
TAKE_YOUR_TIME = Said(
    "I did not hear anything. Take your time. You can ask me a question, press star to hear me again, or press 0 for a person."
)
NOT_HEARD = Said("I did not hear anything. Take your time.")
STILL_NOT_UNDERSTOOD = Said("Sorry, I still do not have an answer to that.")
STILL_NOT_HEARD = Said("I still cannot hear you.")
NO_SUCH_KEY = Said("That key does nothing here.")
ASK = Said("Please tell me in a few words what you would like to know.")
LOOKING = Said("Let me look that up.")
BROKE_OFF = Said("Sorry, the line broke off for a moment. I am here again.")
ASK_OR_AGAIN = Said("What would you like to know? Or press star for my last words, or 0 for a person.")
NOTHING_TO_REPEAT = Said("What would you like to know? Or press 0 for a person.")
DANGER = Said("If anyone is in danger now, phone 9 9 9. Again, phone 9 9 9.", slow=True)
IN_DANGER_STILL = Said("Is anyone in danger right now? Please say yes or no.")
PERSON_AFTER_CRISIS = Said("To reach a person at the Hub, press 0.")
GOODBYE = Said("I will end this call now. You can phone again at any time. Goodbye.")
GOODBYE_IN_CRISIS = Said(
    "I will end this call now. You can phone us again at any time. In danger, phone 9 9 9.", slow=True
)
KEY_AND_HASH = Said("You can say it, or key it in and then press hash.")
OFFER_TEXT = Said("To get this as a text, say text me, or press 9.")
DID_IT_HELP = Said("Did this help? Press 7 for yes, or 8 for no.")
THANKS_FOR_TELLING = Said("Thank you for telling us. What else would you like to know?")
NOT_KEPT = Said("Sorry, I could not keep that. What else would you like to know?")
HOW_WAS_IT = Said("How was this call? Press a number from 1, poor, to 5, very good. Or just hang up.")
WHY = Said("Thank you. If you like, tell me in a few words what we could do better. Or just hang up.")
THANKS_AND_GOODBYE = Said("Thank you for telling us. Goodbye.")
RATING_NOT_KEPT = Said("Sorry, I could not keep that. Goodbye.")
TEXTED = Said("I will text that to the number you are phoning from. What else would you like to know?")
NOT_TEXTED = Said("Sorry, I cannot text you right now. What else would you like to know?")
NO_TEXTS = Said(
    "Your number is set to get no texts from us. To change that, text the word start to us. What else would you like to know?"
)
TOO_MANY_CALLS = (
    Said("You have phoned us many times in a few minutes. Please wait ten minutes and phone again."),
    DANGER,
)
