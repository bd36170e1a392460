"""Looking for what may say who someone is: a name, an age, a number, an address, a date. It helps a person look."""

import re
import unicodedata
from collections.abc import Iterator

from organisations.ages import age_after, ages_in
from organisations.first_names import FIRST_NAMES, NOT_NAMES_ENDING, PERSON_DOES, SENTENCE_WORDS

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
# “Albert Street”, “Old Mill Lane”: words with a capital, and what streets are called.
_STREET = (
    r"(?:[^\W\d_a-z][\w'’-]* ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Court|Terrace|Crescent|Gardens"
    r"|Grove|Row|Square|Walk|Mews|Way)\b"
)
# In the order in which they are looked for; what one has found is not found again by the next.
_PATTERNS = (
    ("an email address", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+")),
    ("a web address", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("a date", re.compile(r"\b\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}\b")),
    ("a date", re.compile(r"\b(?:0?[1-9]|[12]\d|3[01]) (?:0?[1-9]|1[0-2]) (?:19|20)\d\d\b")),
    ("a date", re.compile(rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?", re.IGNORECASE)),
    ("a date", re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{2,4}})?\b", re.IGNORECASE)),
    ("a number, such as a phone or NHS number", re.compile(r"(?<!\w)\+?\d(?:[ \-]?\d){6,}\b")),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)),
    ("an address", re.compile(rf"\b\d{{1,4}}[a-z]?,? {_STREET}")),
    ("an address", re.compile(rf"\b{_STREET}")),
    ("an address", re.compile(r"\b(?:at|in|of) (?:house )?(?:number|no\.?|flat|room) \d{1,4}[a-z]?\b", re.IGNORECASE)),
    ("an address", re.compile(r"\bflat \d{1,4}[a-z]?\b", re.IGNORECASE)),
    (
        "a name after a title",
        re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sister|Nurse|PC|Sgt)\.?\s+[^\W\d_a-z][\w'’-]+"),
    ),
)
# A letter of any alphabet, with the accents that may stand apart from it.
_LETTERS = r"(?:[^\W\d_]|[\u0300-\u036f])+"
_WORD = re.compile(rf"(?<!\w){_LETTERS}(?:['’]{_LETTERS})*")
_AGE = re.compile(r"\s?[,(]\s?\d{1,2}\b")
_NEXT_WORD = re.compile(rf"\s?({_LETTERS}(?:['’]t)?)")
_SHORTENED = ("t", "re", "ve", "m")  # don’t, they’re, we’ve, I’m
# Words that English writes with a capital although they name no one.
_PRONOUNS = "I I'm I’m I've I’ve I'd I’d I'll I’ll Mum Dad Mummy Daddy Nan Grandma Grandad God"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Easter Christmas Eid Ramadan Diwali"
_MONTHS = "January February March April May June July August September October November December"
_LANGUAGES = "English Urdu Panjabi Punjabi Bengali Polish Arabic"
_ORDINARY = frozenset(f"{_PRONOUNS} {_DAYS} {_MONTHS} {_LANGUAGES}".split())


def find_identifying(text: str) -> list[tuple[str, str]]:
    """What may identify someone, as pairs of the words found and what they look like, in the order of the text.

    It errs on the side of asking: a street or a day is named too. It cannot find everything, above all names written
    in small letters or in scripts without capitals, so a person always reads the whole.
    """
    found: list[tuple[int, int, str]] = []

    def add(start: int, end: int, kind: str) -> None:
        # What was found first keeps its words: a date inside of a web address is no second find.
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in found):
            found.append((start, end, kind))

    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            add(match.start(), match.end(), kind)
    names = list(_names(text))
    for start, end in names:
        add(start, end, "possible name")
    for start, end in (*ages_in(text), *(age for _, end in names if (age := age_after(text, end)))):
        add(start, end, "possible age")
    return [(text[start:end], kind) for start, end, kind in sorted(found)]


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Where words that may be names begin and end. Time grows with the length of the text, not faster."""
    run: list[re.Match] = []
    for match in _WORD.finditer(text):
        if not _is_capitalised(match.group()):
            continue
        # “Anna Smith” and “Anna-Maria” are one name; a comma between two names makes them two.
        if run and text[run[-1].end() : match.start()] not in (" ", "-"):
            yield from _name_in(text, run)
            run = []
        run.append(match)
    if run:
        yield from _name_in(text, run)


def _name_in(text: str, run: list[re.Match]) -> Iterator[tuple[int, int]]:
    """The part of capitalised words in a row that may be a name, if any."""
    if _begins_a_sentence(text, run[0].start()):
        if len(run) == 1 and not _is_somebody(text, run[0]):
            return
        # Only at the beginning of a sentence: elsewhere a capital is there for a reason.
        while len(run) > 1 and _plain(_base(run[0])) in SENTENCE_WORDS:
            run = run[1:]
    if all(_base(word) in _ORDINARY for word in run):
        return
    yield run[0].start(), run[-1].start() + len(_base(run[-1]))


def _is_somebody(text: str, word: re.Match) -> bool:
    """Whether the first word of a sentence is likely a name: by itself, or by what comes after it."""
    base, tail = _base(word), word.group()[len(_base(word)) + 1 :]
    plain = _plain(base)
    if tail in _SHORTENED or plain in SENTENCE_WORDS:
        return False
    if plain in FIRST_NAMES:
        return True
    plural = plain.endswith("s") and not plain.endswith(("as", "is", "us", "os"))
    if plural or plain.endswith(NOT_NAMES_ENDING):
        return False
    after = _NEXT_WORD.match(text, word.end())
    return bool(tail or _AGE.match(text, word.end()) or (after and after.group(1).casefold() in PERSON_DOES))


def _is_capitalised(word: str) -> bool:
    """Whether a word is written as names are: Sam, Łukasz, O’Brien; not NHS, I’m or iPad."""
    plain = unicodedata.normalize("NFC", word)
    return plain[:1].isupper() and (plain[1:2].islower() or (plain[1:2] in ("'", "’") and plain[2:3].isupper()))


def _base(word: re.Match) -> str:
    """The word without ’s, ’t, ’ll and the like at its end."""
    base, apostrophe, tail = word.group().replace("'", "’").rpartition("’")
    return base if apostrophe and tail.islower() and len(tail) <= 2 else word.group()


def _plain(word: str) -> str:
    """A word in small letters and without accents."""
    # Ł is a letter of its own and no L with an accent, so it does not come apart by itself.
    apart = unicodedata.normalize("NFKD", word.replace("Ł", "L").replace("ł", "l"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def _begins_a_sentence(text: str, start: int) -> bool:
    """Whether a sentence, a line or what someone says begins at this place."""
    end = start
    while end and text[end - 1].isspace():
        end -= 1
    gap = text[end:start]
    return end == 0 or "\n" in gap or text[end - 1] in '“"(‘' or bool(gap and text[end - 1] in ".!?…:")
