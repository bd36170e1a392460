"""How a support line is reached, in the words around its number."""

from django.utils.functional import lazy
from django.utils.translation import gettext


def _around(part: int) -> str:
    return gettext("text %(number)s").partition("%(number)s")[part]


# The words before and after a number to which one texts, so that nobody rings it; in the language of the page.
BY_TEXT = {"before": lazy(_around, str)(0), "after": lazy(_around, str)(2)}
TO_RING = {"before": "", "after": ""}
