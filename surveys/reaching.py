"""How a support line is reached, in the words around its number, and what it answers in."""

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def _around(part: int) -> str:
    return gettext("text %(number)s").partition("%(number)s")[part]


# The words before and after a number to which one texts, so that nobody rings it; in the language of the page.
BY_TEXT = {"before": lazy(_around, str)(0), "after": lazy(_around, str)(2)}
TO_RING = {"before": "", "after": ""}

# Said beside a language other than English, so that no one rings and is not understood.
ANSWERS_IN_ENGLISH = _("Answers in English")
HAS_INTERPRETERS = _("Has interpreters")
