"""What each measure means: for docs/measures.md, the dashboard and whoever quotes a figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One measure: what is counted, out of what, where from, and what to keep in mind."""

    key: str
    title: str
    numerator: str
    denominator: str
    source: str
    caveats: str = ""


_ALL = "all contacts of the month"
_NOT_SHOWN = "a lone `*`: not shown, since a small number could be worked out"
MEASURES = (
    Measure("contacts", "Contacts", "chats, calls and text threads that began in the month, each once", "—", "contacts", "one family may be several contacts; a chat taken up again after 24 hours is a new one; not counted: calls without a word, texts that are only STOP or MORE, guidance read without the chat"),
    Measure("contacts_by_channel", "Contacts by channel", "contacts on the web, by text, by voice", _ALL, "contacts"),
    Measure("contacts_by_topic", "Contacts by topic: the articles most used", "contacts by the last topic that was answered; `none` without one", _ALL, "contacts", "a contact about two topics counts for the later one"),
    Measure("contacts_by_hour", "Contacts by hour", "contacts by the hour of their first message, UK time", _ALL, "contacts", "in October one hour comes twice, in March one is missing"),
    Measure("contacts_by_opening", "Contacts in and out of opening hours", "contacts that began while anyone could ring (`open`) or not (`closed`)", _ALL, "contacts", "opening hours as set on the day; evenings by appointment count as closed"),
    Measure("answered", "Answered by the assistant", "contacts with an answer at least once: from an article, about hours, appointments or privacy", _ALL, "contacts", "that an answer was given, not that it helped"),
    Measure("handed_over", "Sent on to a person", "contacts that were told how to reach a person, asked for one in the chat, or were put through", _ALL, "contacts", "whether they then reached one is not known, but for the chat (`waits`); who only asks to be phoned back is counted under `call_back`"),
    Measure("call_back", "Call backs", "contacts in which a call back was arranged", _ALL, "contacts", "arranged with the assistant, once for each contact; how many were reached is in the console"),
    Measure("did_not_know", "Did not know", "contacts in which the assistant said that it does not know", _ALL, "contacts"),
    Measure("crisis", "Crisis replies", "contacts in which the emergency numbers were given", "—", "contacts", "errs towards giving them; a count only, never by topic or channel"),
    Measure("answered_by_channel", "Answered by the assistant by channel", "contacts with an answer, by channel", "contacts of the channel", "contacts", _NOT_SHOWN),
    Measure("handed_over_by_channel", "Sent on to a person by channel", "contacts sent on, by channel", "contacts of the channel", "contacts", _NOT_SHOWN),
    Measure("call_back_by_channel", "Call backs by channel", "contacts with a call back, by channel", "contacts of the channel", "contacts", _NOT_SHOWN),
    Measure("did_not_know_by_channel", "Did not know by channel", "contacts in which the assistant did not know, by channel", "contacts of the channel", "contacts", _NOT_SHOWN),
    Measure("waits", "Waiting for a call handler", "chats and text threads that waited for a call handler, by how the wait ended: a call handler joined (within 1 minute, in 1 to 3, in 3 to 10, later), the family left, nobody came", "all that waited and asked in the month", "wait_tallies", "each conversation once: its first wait in 25 hours, by how it first ended. Nobody is asked to wait while no call handler is there. Calls are not counted: a call put through rings at the Hub's own phone, which tells us nothing"),
    Measure("waits_by_channel", "Waiting for a call handler by channel", "waits on the web, by text", "all that waited and asked in the month", "wait_tallies", "not crossed with how they ended: too few leave on one channel in a month"),
    Measure("unanswered", "Questions without an answer", "questions that no article answered, by nearest topic", "all such questions of the month", "gaps", "the nearest topic is a guess; the questions themselves are for curators"),
    Measure("helped", "Did this help?", "answers about which somebody said yes, and no", "answers about which somebody said either", "feedback", "few are asked and fewer answer: once in a conversation, and never after a crisis"),
    Measure("satisfied", "Satisfied", "ratings of 4 or 5 (`yes`), and of 1 to 3 (`no`)", "ratings of 1 to 5", "feedback", "people choose to rate; the interval counts chance only. The mean is shown where no part is hidden"),
    Measure("least_helpful", "Least helpful topics", "topics, without a figure, where fewer than half said that it helped", "topics on which more than a hidden number answered", "feedback", "no figures, since they could be taken from `helped`"),
    Measure("helped_by_channel", "Did this help? By channel", "yes and no, by channel", "answers of the channel, as they are shown", "feedback", _NOT_SHOWN),
    Measure("satisfied_by_channel", "Satisfied, by channel", "ratings of 4 or 5 (`yes`) and of 1 to 3 (`no`), by channel", "ratings of the channel, as they are shown", "feedback", _NOT_SHOWN),
    Measure("helped_by_topic", "Did this help? By topic", "yes and no, by topic", "answers about the topic, as they are shown", "feedback", _NOT_SHOWN),
    Measure("feedback", "Feedback", "praise, suggestions, ratings and answers to “did this help?”", "—", "feedback"),
    Measure("complaints", "Complaints", "complaints about the Hub", "—", "feedback", "as the assistant understood them"),
    Measure("comments", "Comments that may be quoted", "comments that a curator has approved or edited", "—", "feedback"),
    Measure("appointments_offered", "Appointments offered", "places on the evenings of the month that were not closed", "—", "hub.yml, closed_evenings", "as hub.yml stands when it is counted; exact, since it says nothing of a family"),
    Measure("appointments", "Appointments", "appointments for evenings of the month: still booked, cancelled by the family, cancelled by the Hub", "all appointments for evenings of the month", "appointments", "deleted 90 days after the day"),
    Measure("appointments_held", "Appointments kept", "appointments that were not cancelled: kept, the family not reached, nothing written down", "appointments that were not cancelled", "appointments", "as the call handlers wrote it down"),
)  # fmt: skip


def as_markdown() -> str:
    """The table of docs/measures.md."""
    lines = ["| measure | title | numerator | denominator | source | keep in mind |", "|---|---|---|---|---|---|"]
    lines += [
        f"| `{one.key}` | {one.title} | {one.numerator} | {one.denominator} | {one.source} | {one.caveats} |"
        for one in MEASURES
    ]
    return "\n".join(lines)
