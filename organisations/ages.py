"""How old someone is, where a text says it: in figures, in words, or after a word for a person."""

import re
from collections.abc import Iterator

_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_IN_WORDS = rf"(?:(?:{_TENS.replace(' ', '|')})(?:[ -](?:{_SMALL.replace(' ', '|')}))?|(?:{_SMALL.replace(' ', '|')}))"
_NUMBER = rf"(?:1[01]\d|\d{{1,2}}|{_IN_WORDS})"
_PERSON = (
    r"(?:boys?|girls?|lads?|lass|child|baby|toddler|teenagers?|pupil|student|patient|client|son|daughter|brother|sister|"
    r"grandson|granddaughter|nephew|niece|cousin|friend|mum|dad|mother|father|man|woman|lady|person|nan|grandad)"
)
# “of 9” and “(9)” after a person, “a 42-year-old”, “aged 9”, “she is 9”, “turned nine”, “9 yrs old”.
_PATTERNS = (
    rf"\b{_NUMBER}[ -]?(?:and a half )?(?:years?|yrs?|months?|weeks?|days?)[ -]olds?\b",
    rf"\b{_NUMBER} ?(?:yo|y/o)\b",
    rf"\b(?:aged?|age of|turn(?:ed|ing|s)|birthday: ?)(?: (?:about|around|just|only))? {_NUMBER}\b",
    rf"\b{_PERSON} of {_NUMBER}\b(?! (?:children|people|us|them|them|sessions?|weeks?|months?|times|families|staff))",
    rf"\b{_PERSON}(?:,? who (?:is|was))?(?:, | \(|,? ){_NUMBER}\)?(?=[\s,.;:!?)]|$)(?! [a-z]+s\b)",
    rf"\b(?:I|he|she|they)(?:['’](?:m|s|re)| am| is| was| are| were)(?: (?:only|just|about|nearly|now))? {_NUMBER}\b"
    r"(?=[.,;:!?)]|$| (?:and|but|when|now|then|so)\b)",
    rf"\b{_NUMBER}(?:st|nd|rd|th)? birthday\b",
)
_AGES = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS)
_AFTER_A_NAME = re.compile(rf"\s?[,(]\s?({_NUMBER})\b(?! [a-z]+s\b)", re.IGNORECASE)


def ages_in(text: str) -> Iterator[tuple[int, int]]:
    """Where a text says how old someone is. What it cannot see, such as “the year sevens”, a person has to."""
    for pattern in _AGES:
        for match in pattern.finditer(text):
            yield match.start(), match.end()


def age_after(text: str, name_ends: int) -> tuple[int, int] | None:
    """Where the age stands that follows a name: “Sam, 9” and “Sam (9)”."""
    found = _AFTER_A_NAME.match(text, name_ends)
    return found.span(1) if found else None
