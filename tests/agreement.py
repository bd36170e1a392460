"""What is wrong with a sentence about so many things, or with a name in it: found line by line in what a page says."""

import re
from html import unescape

# What is counted anywhere, in the singular.
THINGS = (
    "answer|attendance|batch|briefing|case|champion|code|comment|contact request|conversation|course|day|event|feature|"
    "figure|form|headcount|hour|item|key|language|link|meeting|member|minute|month|number|objective|option|organisation|"
    "pack|pause|person|place|pledge|question|reminder|request|response|result|round|row|sector|service|session|staff "
    "response|statement|survey|team member|text|thing|training place|year"
)
PLURAL = {"person": "people", "batch": "batches"}
MANY = "|".join(PLURAL.get(thing, f"{thing}s") for thing in THINGS.split("|"))
NUMBER = r"(?<![\d.,/:–-])(?<!to )(?<!of )"
MISTAKES = {
    "one of several": re.compile(rf"{NUMBER}1 (?:{MANY})\b(?! of)", re.IGNORECASE),
    "several of one": re.compile(rf"{NUMBER}(?:0|[2-9]|[1-9][\d,]+) (?:{THINGS})\b(?!’|'|-| \d|…)"),
    "of one, several": re.compile(rf"of 1 (?:{MANY})\b"),
    "one have": re.compile(rf"{NUMBER}1 (?:{THINGS})(?: to \w+)? (?:have|are|were|count)\b"),
    "several has": re.compile(rf"{NUMBER}(?:0|[2-9]|[1-9][\d,]+) (?:{MANY})(?: to \w+)? (?:has|is|was|counts)\b"),
    "of several has": re.compile(rf"(?<![\d,])(?:0|[2-9]|[1-9][\d,]+) of [\d,]+ (?:{MANY}) (?:has|is|was)\b"),
    "one of several have": re.compile(rf"(?<![\d,])1 of [\d,]+ (?:{MANY}) (?:have|are|were)\b"),
    "a possessive": re.compile(r"s[’']s\b"),
    "a word left over": re.compile(r"%\(|\{\{|\bNone\b(?! in| of| or|$|\n)|\bnan\b"),
    "a word twice": re.compile(r"\b(in|the|of|and|is|to|for|a) \1\b", re.IGNORECASE),
    "two full stops": re.compile(r"(?<!\.)\.\.(?!\.)|\.,|,,"),
    "a space before": re.compile(r"\w [.,](?:\s|$)"),
}
# A possessive of the names that tests/test_hard_names.py gives, which read badly with one.
OURS = re.compile(r"(?:Health and Care Partners|Services|St Thomas|Carers)(?:[’']s?)(?=\s|$)")


def lines_of(page: str) -> list[str]:
    """What a page says, a line for each of its parts, so that a number and the next cell do not run into each other."""
    main = re.sub(r"<(script|style|svg|textarea|code|pre)\b.*?</\1>", " ", page, flags=re.DOTALL)
    inline = re.sub(r"</?(?:a|span|strong|em|abbr|time|b|i|cite|bdi)\b[^>]*>", "", main)
    text = unescape(re.sub(r"<[^>]+>", "\n", inline))
    return [said for line in text.split("\n") if (said := " ".join(line.split()))]


def mistakes_in(lines: list[str]) -> list[str]:
    return [
        f"{what}: {line}"
        for line in lines
        for what, pattern in [*MISTAKES.items(), ("a possessive of a name", OURS)]
        if pattern.search(line)
    ]
