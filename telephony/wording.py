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
CALL_BACK_INSTEAD = Said("To be phoned back instead, press 1 at any time.")
ASKING_NOW = Said("I am ringing a call handler now.")
NEW_HANDLER = Said("I am asking another call handler.")
QUEUE_UNKNOWN = Said(
    "Sorry, part of our system is not working right now. I keep trying to reach a call handler for you. "
    "In danger, phone 9 9 9."
)
PUTTING_THROUGH = Said("A call handler has taken your call. I am putting you through now.")
NOT_PUT_THROUGH = Said("Sorry, I could not put you through.")
NOBODY_CAME = Said("Sorry, no call handler could take your call.")
OFFER_CALL_BACK = Said("Shall we phone you back? Say yes, or press 1. Or ask me something else.")
HANDLER_LEFT = Said("The call handler has left the call. You are back with the assistant.")
IF_CUT_OFF = Said("If the line broke off, press 0 for a person.")
LEFT_HOW_WAS_IT = Said("How was it? Press a number from 1, poor, to 5, very good. Or ask me something else.")
ON_HOLD = Said("You are on hold. The call handler will be back soon. Please stay on the line.")
TAKE_IT = Said("Press 1 to take the call, or 2 to pass it on.")
JOIN_IT = Said("Press 1 to join, or 2 if you cannot.")
GONE = Said("The call has been taken, or the caller has hung up. Thank you. Goodbye.")
PASSED_ON = Said("Thank you. Goodbye.")
NOT_TAKEN = Said("I did not hear a key. I will ask somebody else. Goodbye.")
CALLER_HERE = Said("I am putting you through now.")
CALLER_GONE = Said("The caller is not on the line any more. Please finish in the console. Goodbye.")
HANDLERS_TROUBLE = Said("Sorry, our system is not working right now. Goodbye.")
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
