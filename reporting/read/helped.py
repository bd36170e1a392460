""" "Did it help?" in words: what was shown when the question closed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reporting import figures as f
from reporting.models import HelpedQuestion


def result_in_words(question: HelpedQuestion) -> str:
    """ "“Yes”: 70% or more, of 10 to 14 people who answered yes, partly or no"; or that it is not shown."""
    if question.share is None:
        return _(
            "Fewer than 10 people answered, or more than work here, or the answers would show who said what. "
            "So they are not shown."
        )
    share = f.in_words(f.SHARE_POSITIVE, f.SHOWN, question.share, question.edge, None, None)
    people = f.band_in_words(question.people_low, question.people_high)
    said = _("“Yes”: %(share)s, of %(people)s people who answered yes, partly or no.")
    return said % {"share": share, "people": people}


def shown_of(service) -> list[tuple[HelpedQuestion, str]]:
    """What may be shown of a service's newest questions, each with its words. One query."""
    found = HelpedQuestion.objects.filter(service=service, share__isnull=False)
    return [(question, result_in_words(question)) for question in found[:2]]
