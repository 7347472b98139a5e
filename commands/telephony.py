"""The line without Twilio: a terminal that texts and phones, and what callers get while we are down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from commands.stop import stop
from hub.settings import environment, hub_settings

if TYPE_CHECKING:
    from telephony.terminal import Webhooks

app = typer.Typer()
telephony = typer.Typer(no_args_is_help=True, help="The SMS and voice line.")
app.add_typer(telephony, name="telephony")

From = Annotated[str, typer.Option("--from", help="the number that you are; for a call, 'withheld' is possible")]
To = Annotated[str, typer.Option("--to", help="our number")]
Url = Annotated[str, typer.Option(help="address of the running system; empty: this machine, PORT")]
As = Annotated[str, typer.Option("--handler", help="be the phone of this call handler: the name of their account")]
_WITHHELD = "+266696687"  # what Twilio says for it
_LOOK_EVERY = 0.5  # seconds


def _as_twilio_gives_it(number: str) -> str:
    """A number in any spelling as E.164; "withheld" stays."""
    from hub.phone_numbers import PhoneRefusedError, parse_phone

    if number == "withheld":
        return number
    try:
        return parse_phone(number).e164
    except PhoneRefusedError as error:
        raise stop(f"--from is not a UK phone number ({error.reason}). For example 07700 900123.") from error


@app.command()
def sms(number: From = "+447700900123", ours: To = "+441632960000", url: Url = "") -> None:
    """Text the running system: type a message and read the reply, through the real webhook."""
    from rich.console import Console

    from telephony.terminal import WebhookError, text_fields

    number, console = _as_twilio_gives_it(number), Console()
    console.print(f"Texts from {number}. Ctrl-D ends it.", style="dim")
    try:
        with _webhooks(url) as webhooks:
            while (line := _typed("you: ")) is not None:
                replies = list(webhooks.twiml("/telephony/sms", text_fields(line, number, ours)))
                for reply in replies:
                    console.print(f"hub: {reply.text}", style="bold", markup=False, highlight=False)
                if not replies:
                    console.print("(no reply)", style="dim")
    except WebhookError as error:
        raise stop(str(error)) from error


@app.command()
def phone(number: From = "+447700900123", ours: To = "+441632960000", url: Url = "", handler: As = "") -> None:
    """Phone the running system: type what you say, keys as digits, an empty line to stay silent; Ctrl-D hangs up.

    With --handler you are the call handler's phone: it waits until it would be rung, and picks up.
    """
    from rich.console import Console

    from telephony.terminal import HandlersPhone, Phone, WebhookError

    number, console = _as_twilio_gives_it(number), Console()
    leg = _rung(handler) if handler else 0
    console.print(
        "Type what you say; digits, * and # are keys; an empty line is silence; Ctrl-D hangs up.", style="dim"
    )

    def hear(heard: list[str]) -> None:
        for words in heard:
            console.print(f"hub: {words}", style="bold", markup=False, highlight=False)

    try:
        with _webhooks(url) as webhooks:
            caller = _WITHHELD if number == "withheld" else number
            call = HandlersPhone(webhooks, caller, ours, leg=leg) if handler else Phone(webhooks, caller, ours)
            hear(call.ring())
            while call.waiting is not None:
                if call.room is not None:
                    console.print(
                        f"(in the conference {call.room}; an empty line: the other side has left)", style="dim"
                    )
                line = _typed("you: ")
                if line is None:
                    call.hang_up()
                elif call.room is not None:
                    hear(call.leave_room() if not line.strip() else [])
                elif not line.strip():
                    hear(call.be_silent())
                elif re.fullmatch(r"[\d*# ]+", line):
                    hear(call.press(line.replace(" ", "")))
                else:
                    hear(call.say(line))
            console.print("(the call is over)", style="dim")
    except WebhookError as error:
        raise stop(str(error)) from error


@telephony.command()
def fallback() -> None:
    """Make the TwiML that callers get while we are down, from hub.yml."""
    from hub.settings import ROOT
    from telephony import fallback as made

    settings = hub_settings()
    for path, text in (
        (made.VOICE, made.voice_fallback(settings, environment().twilio_voice)),
        (made.SMS, made.sms_fallback(settings)),
    ):
        path.write_text(text + "\n", encoding="utf-8")
        print(path.relative_to(ROOT))


@telephony.callback()
def telephony_commands() -> None:
    """The SMS and voice line."""


def _rung(handler: str) -> int:
    """Wait until a handler is rung, or would be if there were an account at Twilio; which leg that is."""
    import time

    from hub.conversation_ids import read_or_make_secret
    from hub.handoff.calls import PhoneCalls
    from hub.handoff.queue import Queue
    from hub.store.database import Store, StoreUnavailableError

    machine = environment()
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    calls = PhoneCalls(Queue(Store(machine.database_url), hub_settings(), secret))
    print(f"Waiting until {handler} is rung. Ctrl-C ends it.")
    try:
        while (leg := calls.rings_for(handler)) is None:
            time.sleep(_LOOK_EVERY)
    except StoreUnavailableError as error:
        raise stop("The database does not answer. Run `bin/hub migrate`, or check DATABASE_URL.") from error
    except KeyboardInterrupt:
        raise typer.Exit from None
    return leg


def _webhooks(url: str) -> Webhooks:
    from hub.conversation_ids import read_or_make_secret
    from telephony.terminal import Webhooks
    from telephony.tokens import accepted_tokens

    machine = environment()
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    here = f"http://{machine.host}:{machine.port}"
    return Webhooks(url or here, machine.public_url or url or here, accepted_tokens(machine, secret)[0])


def _typed(prompt: str) -> str | None:
    try:
        return input(prompt)
    except EOFError:
        print()
        return None
