"""The data map: one entry for each thing that is kept, for docs/privacy.md and for anyone who asks.

Who adds a thing that is kept adds its entry, its deletion and the test of both.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """One thing kept. ``setting`` names the retention in hub.yml, ``tables`` the tables it fills, ``keys`` its keys in Redis."""

    what: str
    where: str
    why: str
    how_long: str
    who_sees_it: str
    how_to_delete: str
    setting: str | None = None
    tables: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


DATA_MAP: tuple[Kept, ...] = (
    Kept(
        what="Conversation: what a person wrote, what the assistant said, the topic under discussion",
        where="Redis, Rasa's conversation record",
        why="to follow what is asked from one message to the next",
        how_long="24 hours after the last message",
        who_sees_it="nobody; Rasa reads it to answer",
        how_to_delete="expires by itself; at once when the person asks in that conversation",
        setting="conversations_hours",
        keys=("rasatracker:",),
    ),
    Kept(
        what="The choices offered last, and whether we asked if anyone is in danger (with the kind of crisis); a lock",
        where="Redis",
        why="to understand “the second” and “yes”; one message at a time",
        how_long="24 hours after the last message; the lock for seconds",
        who_sees_it="nobody",
        how_to_delete="expires by itself; at once when the person asks in that conversation",
        setting="conversations_hours",
        keys=("hub:conversation:", "rasalock:"),
    ),
    Kept(
        what="The answers given in a web chat, by the name that the browser gave to each message",
        where="Redis",
        why="to answer a message once when a bad connection sends it twice",
        how_long="24 hours after the last message",
        who_sees_it="nobody",
        how_to_delete="expires by itself; at once when the person asks in that conversation",
        setting="conversations_hours",
        keys=("hub:answers:",),
    ),
    Kept(
        what="A question that no article answered: anonymised text, day, channel, nearest topic",
        where="database, table gaps",
        why="to see which articles are missing",
        how_long="400 days",
        who_sees_it="curators",
        how_to_delete="the worker deletes it; it cannot be found by person, since nothing links it to one",
        setting="gaps_days",
        tables=("gaps",),
    ),
    Kept(
        what="That something was shown, deleted or changed, when, and by what proof; never whose it was",
        where="database, table audit",
        why="to account for what was done with people's data",
        how_long="730 days",
        who_sees_it="the operator",
        how_to_delete="the worker deletes it",
        setting="audit_days",
        tables=("audit",),
    ),
    Kept(
        what="An appointment, booked or cancelled: time, first name, phone number, topic and needs in the family's own "
        "words, whether texts and voicemail are fine, reference; evenings that were closed and why",
        where="database, tables appointments and closed_evenings",
        why="so that the call handler phones the right family, at the right time, prepared",
        how_long="90 days after the day of the appointment",
        who_sees_it="the call handlers of the evening; the operator",
        how_to_delete="the worker deletes it; at once when the family asks in a conversation that proves their number",
        setting="appointments_days",
        tables=("appointments", "closed_evenings"),
    ),
    Kept(
        what="A request for a call back: first name, phone number, day, the part of it that suits and the topic in the "
        "family's own words, channel, what the assistant noted for the call handler, which handler took it, whether it is done",
        where="database, table callbacks",
        why="so that a call handler phones the family, in order, prepared",
        how_long="90 days after the day on which we were to phone",
        who_sees_it="the call handlers; the operator",
        how_to_delete="the worker deletes it; at once when the family asks in a conversation that proves their number",
        setting="callbacks_days",
        tables=("callbacks",),
    ),
    Kept(
        what="A conversation with a call handler: what the parent and the handler wrote, when it was asked for, taken and "
        "ended, first name and number if the channel has them, what the assistant passed on with the parent's consent, "
        "which handler had it; the conversation's id as a keyed hash; whether there was a crisis",
        where="database, tables handoffs and handoff_messages",
        why="so that no message is lost, each parent is served once and in fair order, and a wait can be estimated",
        how_long="30 days after it was asked for",
        who_sees_it="the call handlers; the operator",
        how_to_delete="the worker deletes it; at once when the person asks in that conversation, or the family in one that "
        "proves their number",
        setting="live_chat_days",
        tables=("handoffs", "handoff_messages"),
    ),
    Kept(
        what="Signs in a live chat: that one side is typing, up to which message each has seen; that there is something new",
        where="Redis, under the number of the conversation in the queue",
        why="to show the other side that somebody is there",
        how_long="6 seconds for typing, 24 hours for what was seen; the last 1,000 wakings, which are numbers only",
        who_sees_it="the parent and the call handler",
        how_to_delete="expires by itself",
        keys=("hub:handoff:", "hub:handoffs:"),
    ),
    Kept(
        what="Of a call handler: the name of the account, whether they are available, when their console was last heard of",
        where="database, table handlers",
        why="to offer a parent only to somebody who is there",
        how_long="30 days after they were last there",
        who_sees_it="the other call handlers; the operator",
        how_to_delete="the worker deletes it",
        setting="live_chat_days",
        tables=("handlers",),
    ),
    Kept(
        what="Texts to a family: number, words, whether they were sent. Those about an appointment say its time and "
        "reference, no name and no topic; others hold an answer that the person asked to have by text, or what a call "
        "handler wrote in a live chat by text",
        where="database, table outbox; Twilio, as its own settings say",
        why="to send each of them once, and to know which were not sent",
        how_long="90 days after it was to be sent, or with its appointment or its live chat",
        who_sees_it="the operator",
        how_to_delete="the worker deletes it; with its appointment or its live chat",
        setting="appointments_days",
        tables=("outbox",),
    ),
    Kept(
        what="That a number does not want texts, as a keyed hash of the number, and since when",
        where="database, table opt_outs",
        why="so that it gets none",
        how_long="until it wants texts again",
        who_sees_it="nobody",
        how_to_delete="goes when the person opts in again",
        tables=("opt_outs",),
    ),
    Kept(
        what="That somebody gave a reference and a number that do not fit: a keyed hash of who tried and of what, when",
        where="database, table wrong_tries",
        why="so that nobody finds out appointments by trying",
        how_long="1 day",
        who_sees_it="nobody",
        how_to_delete="the worker deletes it",
        tables=("wrong_tries",),
    ),
    Kept(
        what="That a code was texted to a number: keyed hashes of the number and the code, when, and whether it was used",
        where="database, table codes",
        why="so that only who holds a number can see or delete what is kept for it",
        how_long="1 day",
        who_sees_it="nobody",
        how_to_delete="the worker deletes it",
        tables=("codes",),
    ),
    Kept(
        what="Each chat, call or text thread, as a tally: day, hour, in or out of opening hours, channel, last topic, and whether it "
        "was answered, handed over, gets a call back, was not known, was a crisis. While it lasts, a keyed hash of its id and when the "
        "last message came",
        where="database, table contacts",
        why="to see what families need and how well we answer",
        how_long="760 days, then by whole months; the keyed hash and the time of the last message for 25 hours",
        who_sees_it="the partnership, as counts from which nobody can be told",
        how_to_delete="the worker deletes it; it cannot be found by person, since nothing links it to one",
        setting="contacts_days",
        tables=("contacts",),
    ),
    Kept(
        what="What somebody thought of the Hub: day, channel, topic, a rating or whether it helped, an anonymised comment, "
        "whether it is a complaint, whether a curator has approved it",
        where="database, table feedback",
        why="to do better, and to say what families think",
        how_long="760 days, then by whole months",
        who_sees_it="curators; the partnership, as counts and as comments that a curator has approved",
        how_to_delete="the worker deletes it; it cannot be found by person, since nothing links it to one",
        setting="feedback_days",
        tables=("feedback",),
    ),
    Kept(
        what="That we asked in a conversation whether an answer helped, and for which articles it was told us, under keyed hashes",
        where="Redis",
        why="to ask once and to count once",
        how_long="24 hours after it",
        who_sees_it="nobody",
        how_to_delete="expires by itself",
        setting="conversations_hours",
        keys=("hub:feedback:",),
    ),
    Kept(
        what="For each turn: time, channel, outcome, intent, article, level of a crisis, milliseconds; no text, no id",
        where="standard output of the front door",
        why="to see that the system works",
        how_long="as long as the operator keeps the logs",
        who_sees_it="the operator",
        how_to_delete="the operator's log rotation",
    ),
    Kept(
        what="Of a number that texts us, under a keyed hash of it: its conversation's id, our replies, the rest of a long one; a lock",
        where="Redis",
        why="to go on with the conversation, to send MORE, and to answer a text once when Twilio sends it twice",
        how_long="24 hours after the last text; the lock for seconds",
        who_sees_it="nobody",
        how_to_delete="expires by itself; at once when the person asks in that conversation",
        setting="conversations_hours",
        keys=("hub:line:",),
    ),
    Kept(
        what="Of a call, under a keyed hash of its CallSid: what we said, and an answer that could be texted; never the caller's words or voice",
        where="Redis",
        why="to say it again, and to answer a turn once when Twilio sends it twice",
        how_long="until the call is over; without Twilio's word of that, 24 hours",
        who_sees_it="nobody",
        how_to_delete="at the end of the call",
        setting="conversations_hours",
        keys=("hub:line:",),
    ),
    Kept(
        what="How many texts and calls came from a number in the last minutes, under a keyed hash of it",
        where="Redis",
        why="so that nobody can flood the line",
        how_long="5 minutes for texts, 10 for calls",
        who_sees_it="nobody",
        how_to_delete="expires by itself",
        keys=("hub:line-rate:",),
    ),
    Kept(
        what="A text with an answer that a caller asked us to send: number, words, whether it was sent",
        where="database, table outbox; Twilio, as its own settings say",
        why="to send it once",
        how_long="as long as the texts about an appointment",
        who_sees_it="the operator",
        how_to_delete="the worker deletes it",
        setting="appointments_days",
    ),
    Kept(
        what="Texts, calls, numbers and what Twilio's speech recognition heard",
        where="Twilio, as its own settings say (docs/twilio.md)",
        why="it carries the line",
        how_long="as set at Twilio",
        who_sees_it="the operator; Twilio and those who recognise and synthesise speech for it",
        how_to_delete="at Twilio, by the operator",
    ),
    Kept(
        what="In the browser: the conversation's id and what was said, for the tab; text size, spacing, colours and language",
        where="the person's own device: sessionStorage, and localStorage for how it looks and speaks; no cookie",
        why="so that the chat survives a reload, and looks as it was set",
        how_long="until the tab is closed or “End chat” is pressed; the settings until they are cleared",
        who_sees_it="whoever uses the same device and tab",
        how_to_delete="“End chat”, “Leave quickly”, or closing the tab",
    ),
    Kept(
        what="That the worker is alive",
        where="Redis",
        why="so that /readyz can say so",
        how_long="a minute",
        who_sees_it="the operator",
        how_to_delete="expires by itself",
        keys=("hub:worker",),
    ),
)


def as_markdown() -> str:
    """The table of docs/privacy.md."""
    lines = [
        "| what is kept | where | why | how long | who sees it | how it is deleted |",
        "|---|---|---|---|---|---|",
    ]
    for kept in DATA_MAP:
        setting = f" (`retention.{kept.setting}`)" if kept.setting else ""
        lines.append(
            f"| {kept.what} | {kept.where} | {kept.why} | {kept.how_long}{setting} | {kept.who_sees_it} | {kept.how_to_delete} |"
        )
    return "\n".join(lines)
