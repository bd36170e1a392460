"""Words by which someone may say that they, or somebody else, are not safe. They decide what is read first.

It is a guess, made from words alone: it hides nothing, tells nobody and settles nothing. What it misses is read all the
same, a little later. No native speaker has checked the lists other than the English one yet.
"""

import re
import unicodedata

_ME = r"(?:me|us|him|her|them|myself|himself|herself|themselves|my \w+|the (?:child|children|baby|kids))"
_ENGLISH = (
    r"(?:\b(?:not|never)|n['’]t) (?:\w+ ){0,2}safe\b|\bunsafe\b|\bin danger\b|\bdanger(?:ous)?\b"
    r"|\b(?:hurt|hit|beat|kick|punch|slap|burn|chok|strangl|stab|threaten|touch|lock|grab|stalk)"
    rf"(?:s|ed|es|ing|ting|ten)? {_ME}\b"
    r"|\bkill\w*|\bsuicid\w*|\bself[- ]?harm\w*|\bcut(?:ting)? myself\b|\bend (?:my|it all|his|her)\b|\bwant to die\b"
    r"|\b(?:scared|frightened|terrified|afraid)\b|\babus\w*|\brap(?:e|ed|ist|ing)\b|\bassault\w*|\bviolen\w*"
    r"|\bbull(?:y|ied|ies|ying)\b|\bthreat\w*|\bknife\b|\bweapons?\b|\bbruis\w*|\bhelp me\b|\brun(?:ning)? away\b"
    r"|\b(?:nothing|not enough) to eat\b|\bstarv\w*|\bneglect\w*"
)
_POLISH = (
    r"\bboj[ęe] si[ęe]\b|\bboimy si[ęe]\b|\bbij[eą]\b|\bbił\w*|\buderz\w*|\bzabi\w*|\bsamobój\w*|\bprzemoc\w*"
    r"|\bgwałt\w*|\bs?krzywdz\w*|\bgroż\w*|\bgrozi\w*|\bnie (?:jest|czuj)\w* (?:si[ęe] )?bezpieczn\w*|\bna pomoc\b"
)
_URDU_AND_PANJABI = (
    r"ڈر|خوف|مارتا|مارتے|مارتی|مارا|ماردا|ماردے|محفوظ ن|خودکشی|خود کشی|قتل|تشدد|زیادتی|دھمک|بچاؤ|خطرہ|خطرے|مدد کر"
)
_ARABIC = (
    r"خائف|خايف|أخاف|اخاف|يضرب|تضرب|ضربني|قتل|انتحار"
    r"|عنف|اغتصاب|تهديد|يهدد|خطر|لست آمن|غير آمن|لا أشعر بالأمان|ساعدوني|أموت"
)
_BENGALI = r"ভয়|মারে|মেরে|মারধর|আত্মহত্যা|খুন|নির্যাতন|ধর্ষণ|নিরাপদ ন|হুমকি|বিপদ|বাঁচাও|আঘাত"


def _alike(text: str) -> str:
    """A text as it is compared: one way of writing each letter."""
    return unicodedata.normalize("NFKC", text)


_PATTERN = re.compile(
    "|".join(_alike(each) for each in (_ENGLISH, _POLISH, _URDU_AND_PANJABI, _ARABIC, _BENGALI)), re.IGNORECASE
)


def may_not_be_safe(text: str) -> bool:
    """Whether a text has words by which someone may say that they or somebody else are not safe."""
    return _PATTERN.search(_alike(text)) is not None
