"""What a message can be: the intents that Rasa is trained on (domain.yml), as the product's other parts name them."""

from typing import Literal, get_args

Intent = Literal[
    "ask_guidance",
    "ask_open_now",
    "ask_opening_hours",
    "book_appointment",
    "change_appointment",
    "cancel_appointment",
    "check_appointment",
    "speak_to_human",
    "give_feedback",
    "complain",
    "ask_privacy",
    "medical_advice",
    "out_of_scope",
    "other_language",
    "bot_challenge",
    "greet",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "repeat_slower",
    "stop",
    "restart",
]
INTENTS: tuple[Intent, ...] = get_args(Intent)
