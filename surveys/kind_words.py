"""Words that hurt people who have been hurt: blame, prying, labels. A word list checks every text against them.

It knows English only, and only what it lists: it finds the slip of a busy person, and replaces no reader.
"""

import re

_HARM = "abuse|assault|attack|beat|bull(?:y|ie)|harass|hit|hurt|molest|neglect|rape|traumatis|traumatiz"
_NEGATED = "n't|n’t| not"
_NOUNS = "child|children|famil(?:y|ies)|parents?|mothers?|fathers?|people|person|patients?|clients?|service users?"

_UNKIND = [
    # blame
    rf"\bwhy (?:did|do|have|had|were|are|would|could|can)(?:{_NEGATED})? you\b",
    r"\bwhy (?:never|not)\b",
    r"\bwhat (?:is|was|'s|’s) wrong with (?:you|him|her|them|your)\b",
    r"(?<!not )(?<!n't )(?<!n’t )(?<!never )\byour (?:own )?fault\b",
    r"\b(?:you|they|he|she|who) (?:is|are|was|were) to blame\b",
    r"\bblam(?:e|ing) (?:you|yourself|them|the (?:family|child|parent|mother|father))\b",
    r"\byou (?:should|ought to|could) have\b",
    r"\byou (?:failed|refused|neglected|forgot|chose not) to\b",
    r"\b(?:failed|refused|refuses|unwilling) to (?:engage|attend|co-?operate|comply)\b",
    r"\byou (?:didn't|didn’t|did not) (?:bother|try|care)\b",
    # prying
    r"\b(?:tell|describe|explain|write)\b[^.?!]{0,30}\b(?:in (?:full )?detail|exactly)\b",
    r"\b(?:give|share|include|provide)\b[^.?!]{0,20}\bdetails? (?:of|about) (?:what|the|your|any)\b",
    r"(?:^|[.?!]\s*)(?:please )?(?:tell us |describe )?what (?:exactly )?(?:has )?happened to you\b[^.!]*\?",
    r"\b(?:tell us|describe) what (?:exactly )?(?:has |had )?(?:happened|was done)\b",
    rf"\bdescribe (?:the|your|any) (?:\w+ )?(?:{_HARM}|trauma|incident|event|experience)",
    rf"\bwho (?:{_HARM})\w* you\b",
    r"\bwho did (?:this|that|it) to you\b",
    rf"\b(?:were|have|had|did) you (?:ever )?(?:been |suffer(?:ed)? |experienced? )?(?:any )?(?:{_HARM})",
    r"\b(?:when|how often|how many times) (?:did|was|were|have) (?:it|this|that|the \w+|you been)\b[^.!]*\b"
    rf"(?:happen|start|begin|occur|{_HARM})",
    r"\bhow old (?:were|are) you\b",
    r"\b(?:what is|what's|what’s|enter|give|type|tell us) your (?:\w+ )?(?:name|address|postcode)\b",
    r"\b(?:date of birth|birth ?dates?|birthday)\b",
    r"\bwhen were you born\b",
    # labels
    rf"\b(?:troubled|problem|difficult|chaotic|dysfunctional|hard-to-reach|bad|lazy) (?:{_NOUNS})\b",
    r"\b(?:attention|help)[- ]seeking\b",
    r"\bhard to reach\b",
    r"\bnon-?complian(?:t|ce)\b",
    r"\bmanipulative\b",
    r"\bbroken homes?\b",
    r"\b(?:bad|naughty|disruptive|challenging) behaviou?rs?\b",
    r"\bpoor parenting\b",
    r"\bdamaged (?:child|children|people|person)\b",
]
_PATTERNS = [re.compile(pattern, re.IGNORECASE) for pattern in _UNKIND]


def unkind_phrases(text: str) -> list[str]:
    """What in this text blames, pries or labels, as it stands there; nothing for a kind text."""
    plain = " ".join(text.split())
    found = [(match.start(), match[0].strip()) for pattern in _PATTERNS for match in pattern.finditer(plain)]
    return list(dict.fromkeys(phrase for _, phrase in sorted(found)))
