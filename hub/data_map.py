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
        what="That something was shown, deleted or changed, when, and by what proof or by whom of the staff; when staff signed in, and "
        "what was changed about their accounts; never which family it was about",
        where="database, table audit",
        why="to account for what was done with people's data",
        how_long="730 days",
        who_sees_it="the operator",
        how_to_delete="the worker deletes it",
        setting="audit_days",
        tables=("audit",),
    ),
    Kept(
        what="That a channel is closed by the operator, since when and why",
        where="database, table closed_channels",
        why="so that every front door knows it",
        how_long="until it is opened again",
        who_sees_it="the operator",
        how_to_delete="goes when the channel is opened",
        tables=("closed_channels",),
    ),
    Kept(
        what="An appointment, booked or cancelled: time, first name, phone number, topic and needs in the family's own "
        "words, whether texts and voicemail are fine, reference, whether they were reached; evenings that were closed and why",
        where="database, tables appointments and closed_evenings",
        why="so that the call handler phones the right family, at the right time, prepared",
        how_long="90 days after the day of the appointment",
        who_sees_it="the call handlers of the evening; the operator",
        how_to_delete="the worker deletes it; at once when the family asks in a conversation that proves their number",
        setting="appointments_days",
        tables=("appointments", "closed_evenings"),
    ),
    Kept(
        what="A family on the waiting list: which evening, first name, phone number, topic and needs in the family's own "
        "words, whether voicemail is fine, and which times it was offered; a place held for it stands among the appointments",
        where="database, tables waiting_list and offers",
        why="to offer a place that becomes free to one family after the other, prepared",
        how_long="until the day after the evening; for any evening, as many weeks as can be booked ahead; until it takes a place",
        who_sees_it="the operator",
        how_to_delete="the worker deletes it; at once when the family texts LEAVE, or asks in a conversation that proves their number",
        tables=("waiting_list", "offers"),
    ),
    Kept(
        what="The link to the diary for the team's calendar: what is random in it, and since when",
        where="database, table calendar_feeds",
        why="so that only who has the link sees the times, and it can be replaced",
        how_long="until it is replaced or withdrawn",
        who_sees_it="the operator; the link alone, whoever it was given to",
        how_to_delete="bin/hub appointments feed --new or --off",
        tables=("calendar_feeds",),
    ),
    Kept(
        what="How many messages came in the last minute, from a conversation and from an internet address (both as an HMAC, never "
        "as they are), and from all together",
        where="Redis",
        why="so that nobody can flood the chat",
        how_long="1 minute",
        who_sees_it="nobody",
        how_to_delete="expires by itself",
        keys=("hub:rate:chat:",),
    ),
    Kept(
        what="How often the team's calendar was asked for in the last minutes, by all together",
        where="Redis",
        why="so that nobody can try links or flood the diary",
        how_long="10 minutes",
        who_sees_it="nobody",
        how_to_delete="expires by itself",
        keys=("hub:rate:",),
    ),
    Kept(
        what="A request for a call back: first name, phone number, day, the part of it that suits and the topic in the "
        "family's own words, channel, what the assistant noted for the call handler, which handler took it, how often nobody answered, the handlers' note, "
        "whether it is done",
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
        "which handler had it and what they noted; the conversation's id as a keyed hash; whether there was a crisis",
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
        what="A phone call that is handed over, leg by leg: Twilio's names for the caller's call, the handler's and their conference; "
        "which handler was rung, whether they took it, hold and mute, the Hub's number that was phoned; never the caller's number",
        where="database, tables call_legs and call_orders; the calls themselves at Twilio, as its own settings say",
        why="so that each handler is rung once, and both find each other again when a message of Twilio's is lost",
        how_long="with the conversation with a call handler, 30 days",
        who_sees_it="the operator",
        how_to_delete="goes with that conversation",
        setting="live_chat_days",
        tables=("call_legs", "call_orders"),
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
        what="Of a member of staff: account name, roles, password as an argon2 hash, the secret of the second factor encrypted, or what "
        "their identity provider calls them; when they last signed in; of a call handler who can be rung, their phone number, encrypted",
        where="database, table accounts",
        why="so that only staff see what families tell us, and each only what their work needs",
        how_long="until the account is removed; without a password of ours, 90 days after they last signed in",
        who_sees_it="the operator (names, roles, last sign-in); the number, the handler it is of",
        how_to_delete="`bin/hub user remove`, for the number `bin/hub user phone --off`; otherwise the worker deletes it",
        setting="accounts_days",
        tables=("accounts",),
    ),
    Kept(
        what="That a browser is signed in, and sign-in links not yet used: keyed hashes, whose, since when, until when",
        where="database, tables staff_sessions and sign_in_links; a cookie in the browser of the member of staff",
        why="so that staff need not prove themselves on each page, and can be signed out at once",
        how_long="as the operator sets it (`staff` in hub.yml), at most 24 hours",
        who_sees_it="nobody",
        how_to_delete="signing out; changing the password or the roles; the worker deletes it",
        tables=("staff_sessions", "sign_in_links"),
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
        what="That somebody gave a reference and a number, or an account's name and a password, that do not fit: a keyed hash of who "
        "tried and of what, when",
        where="database, table wrong_tries",
        why="so that nobody finds out appointments or passwords by trying",
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
        what="How many conversations waited for a call handler on a day, by channel and by how their wait ended",
        where="database, table wait_tallies",
        why="to see how long families wait, and how many leave before anybody comes",
        how_long="760 days, then by whole months",
        who_sees_it="the partnership, as counts from which nobody can be told",
        how_to_delete="the worker deletes it; it cannot be found by person, since nothing links it to one",
        setting="contacts_days",
        tables=("wait_tallies",),
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
        tables=("feedback", "feedback_tallies"),
    ),
    Kept(
        what="The figures of each month as they were published, small numbers hidden",
        where="database, table snapshots",
        why="so that a figure that was quoted stays as it was",
        how_long="3,650 days",
        who_sees_it="the partnership, and whoever it shows them to",
        how_to_delete="the worker deletes it; nothing in it is of one family",
        setting="snapshots_days",
        tables=("snapshots",),
    ),
    Kept(
        what="“You said, we did”: what the curators wrote for the public page, and when",
        where="database, table deeds",
        why="to show families what came of what they said",
        how_long="as long as feedback",
        who_sees_it="everybody",
        how_to_delete="a curator takes it away; the worker deletes it",
        setting="feedback_days",
        tables=("deeds",),
    ),
    Kept(
        what="Of a link by which a program reads the figures: its name, a hash of its token, when it was made",
        where="database, table measures_tokens",
        why="so that only whom the operator gave the link to reads them",
        how_long="until it is revoked",
        who_sees_it="the operator",
        how_to_delete="`bin/hub measures revoke`",
        tables=("measures_tokens",),
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
        what="For each turn: time, channel, outcome, intent, article, level of a crisis, milliseconds, a random number of the "
        "request; no text, no id of a conversation",
        where="standard output of the front door",
        why="to see that the system works",
        how_long="as long as the operator keeps the logs",
        who_sees_it="the operator",
        how_to_delete="the operator's log rotation",
    ),
    Kept(
        what="Of a number that texts us, under a keyed hash of it: its conversation's id, our replies, the rest of a long one, about which topic we asked "
        "whether our answer helped; a lock",
        where="Redis",
        why="to go on with the conversation, to send MORE, and to answer a text once when Twilio sends it twice",
        how_long="24 hours after the last text; the lock for seconds",
        who_sees_it="nobody",
        how_to_delete="expires by itself; at once when the person asks in that conversation",
        setting="conversations_hours",
        keys=("hub:line:",),
    ),
    Kept(
        what="Of a call, under a keyed hash of its CallSid: what we said, where the call stands, and an answer that could be texted; never the caller's words or voice",
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
        what="Copies of the whole database, one a day (deploy/backup); with docker-compose.yml only",
        where="the folder HUB_BACKUPS of the machine",
        why="so that a broken disk or a mistake loses at most a day",
        how_long="7 days (BACKUPS_DAYS)",
        who_sees_it="the operator",
        how_to_delete="the backup service deletes it; what is put back is deleted again by the worker as far as it is due",
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
