"""Looking for what may say who somebody is: a name, a number, an address, a date of birth. It helps a person look."""

import re

# In the order in which they are looked for; what one has found is not found again by the next.
_PATTERNS = (
    ("an email address", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
    ("a web address", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("a date", re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")),
    (
        "a date",
        re.compile(
            r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?:\s+\d{2,4})?\b",
            re.IGNORECASE,
        ),
    ),
    ("a number such as a phone’s or an NHS number", re.compile(r"(?<!\w)\+?\d(?:[ \-]?\d){6,}\b")),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)),
    ("a name after a title", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sister|Nurse|PC|Sgt)\.?\s+[A-Z][\w'’-]+")),
)
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|\n\s*|[“\"(]\s*)$")
_CAPITALISED = re.compile(r"\b[A-Z][a-z'’]+(?:[ -][A-Z][a-z'’]+)*\b")
# Words that English writes with a capital although they name nobody.
_PRONOUNS = "I I'm I’m I've I’ve I'd I’d I'll I’ll Mum Dad Mummy Daddy Nan Grandma Grandad God"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Easter Christmas Eid Ramadan Diwali"
_MONTHS = "January February March April May June July August September October November December"
_LANGUAGES = "English Urdu Panjabi Punjabi Bengali Polish Arabic"
_ORDINARY = frozenset(f"{_PRONOUNS} {_DAYS} {_MONTHS} {_LANGUAGES}".split())


def find_identifying(text: str) -> list[tuple[str, str]]:
    """What may identify somebody, as pairs of the words found and what they look like, in the order of the text.

    It errs on the side of asking: a street or a day is named too. It cannot find everything, above all names written
    in small letters or in scripts without capitals, so a person always reads the whole.
    """
    found: list[tuple[int, int, str]] = []

    def add(start: int, end: int, kind: str) -> None:
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in found):
            found.append((start, end, kind))

    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            add(match.start(), match.end(), kind)
    for match in _CAPITALISED.finditer(text):
        words = match.group()
        begins = bool(_SENTENCE_START.search(text[: match.start()]))
        if words in _ORDINARY or (begins and " " not in words):
            continue
        add(match.start(), match.end(), "perhaps a name")
    return [(text[start:end], kind) for start, end, kind in sorted(found)]
