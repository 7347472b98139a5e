"""Whether a sentence is English: the classifier's sentence encoder knows no other language, the rules know seven more."""

from __future__ import annotations

# Little words that nearly every sentence has, accents off; words that two of the languages share are left out.
_ENGLISH = frozenset(
    [
        "the",
        "and",
        "is",
        "are",
        "was",
        "he",
        "she",
        "it",
        "i",
        "you",
        "we",
        "they",
        "my",
        "his",
        "her",
        "our",
        "your",
        "their",
        "me",
        "him",
        "them",
        "this",
        "that",
        "what",
        "when",
        "where",
        "who",
        "how",
        "why",
        "not",
        "can",
        "will",
        "would",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "to",
        "of",
        "in",
        "on",
        "for",
        "with",
        "at",
        "by",
        "from",
        "about",
        "be",
        "been",
        "am",
        "if",
        "but",
        "or",
        "so",
        "any",
        "anyone",
        "help",
        "need",
        "want",
        "please",
        "there",
        "here",
        "just",
        "get",
        "got",
        "school",
        "son",
        "daughter",
        "child",
        "children",
        "kid",
        "kids",
        "mum",
        "dad",
        "boy",
        "girl",
        "baby",
        "up",
        "out",
        "off",
        "over",
        "after",
        "before",
        "again",
        "now",
        "today",
        "tonight",
        "night",
        "day",
        "home",
        "house",
        "autistic",
        "autism",
        "adhd",
        "years",
        "old",
        "year",
        "take",
        "going",
        "go",
        "gone",
        "said",
        "says",
        "think",
        "know",
        "feel",
        "like",
        "more",
        "all",
        "than",
        "too",
        "very",
        "really",
        "still",
        "only",
        "back",
        "down",
        "into",
        "because",
        "last",
        "one",
        "some",
        "something",
        "nothing",
        "no",
        "as",
        "won",
        "near",
        "us",
        "talk",
        "speak",
        "someone",
        "thank",
        "thanks",
        "bye",
        "care",
        "call",
    ]
)
# By language (BCP 47); Urdu as it is written in Latin letters.
OTHER_WORDS = {
    "pl": frozenset(
        "nie jest sie ze moj moja mojego moje mnie syn corka corki syna dziecko dziecka jak czy gdzie kiedy "
        "dla ale juz ma mam co jestem chce moze tak bardzo przez szkole szkoly ktos jego jej go mu mi tez po "
        "od przy dzien dobry".split()
    ),
    "ro": frozenset(
        "sa nu mai este sunt fiul fiica meu mea copilul copil unde cum cand pentru din care ce mi si la cu pe "
        "un o imi ii l de baiatul fata vreau poate acasa scoala ea el va rog".split()
    ),
    "pt": frozenset(
        "nao meu minha filho filha que ele ela uma um para com onde como quando esta estou tem tenho eu os em "
        "dos da do das se mas muito mais ja foi escola casa por ao".split()
    ),
    "ur": frozenset(
        "hai hain mera meri mere beta beti bete bachay bacha nahi nahin mujhe ko ki ka ke se mein main kya "
        "kaise kahan aur koi wo woh raha rahi gaya gayi karta karti chahta chahti tha thi ho kar liye bohat "
        "bahut us usko apne apni".split()
    ),
}  # fmt: skip
_OTHERS = frozenset().union(*OTHER_WORDS.values())
# So many words without one of the English ones are another language.
_ENOUGH = 4


def is_english(sentence: str) -> bool:
    """Whether a sentence in plain words is more English than anything else; a word or two of any kind passes."""
    letters = [letter for letter in sentence if letter.isalpha()]
    if sum(letter.isascii() for letter in letters) * 2 < len(letters):
        return False
    words = sentence.split()
    english = sum(word in _ENGLISH for word in words)
    if not english and len(words) >= _ENOUGH:
        return False
    return sum(word in _OTHERS for word in words) <= english
