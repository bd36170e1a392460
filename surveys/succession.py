"""What goes along of a service's surveys, where it is merged or split: its rest, and words that nobody has read yet."""

import datetime
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.going_along import OrganisationEnds, Part, Row, ServiceEnds
from organisations.models import Service, User
from surveys.models import Comment, QuietTime, YouSaidWeDid

ORDER = 12

GOES_ALONG = {
    "surveys.QuietTime.service": "surveys that rest after an incident rest at the successors too",
    "surveys.YouSaidWeDid.service": "words that are not published yet; what was published stays",
}
STAYS = {
    "surveys.SurveyLink.service": "links belong to a round, and none is open",
    "surveys.Comment.service": "what people wrote of the service that they answered about",
    "surveys.PaperKeyer.service": "whose forms somebody has had in hand in a round",
}


def of_service(change: ServiceEnds) -> Iterator[Part]:
    resting = QuietTime.objects.running().filter(service=change.service)
    rests = [Row(f"rest-{one.pk}", "", lambda heirs, one=one: _rest_there(one, heirs)) for one in resting]
    yield Part(_("Surveys are paused here, and stay paused after it.") if rests else "", rests)
    words = [
        Row(f"words-{one.pk}", one.said[:80], lambda heirs, one=one: _take_words(one, heirs))
        for one in change.service.replies.filter(published_on=None, ended_on=None, replaces=None)
    ]
    said = ngettext(
        "%(n)s “You said, we did” that is not published yet goes along.",
        "%(n)s “You said, we did” that are not published yet go along.",
        len(words),
    )
    yield Part(said % {"n": len(words)} if words else "", words, is_chosen=True)


def _rest_there(rest: QuietTime, heirs: Sequence[Service]) -> None:
    for heir in heirs:
        if not QuietTime.objects.running().filter(service=heir).exists():
            QuietTime.objects.create(
                partnership_id=rest.partnership_id, service=heir, began_at=rest.began_at, began_by=rest.began_by
            )


def _take_words(words: YouSaidWeDid, heirs: Sequence[Service]) -> None:
    words.service = heirs[0]
    words.save(update_fields=["service"])


def of_organisation(change: OrganisationEnds) -> Iterator[Part]:
    """Nothing: surveys are of services."""
    return iter(())


def stays_of_service(service: Service) -> Iterator[str]:
    comments = Comment.objects.filter(service=service).count()
    if comments:
        yield ngettext("%(n)s comment", "%(n)s comments", comments) % {"n": comments}
    if told := service.replies.exclude(published_on=None).count():
        yield ngettext("%(n)s published “You said, we did”", "%(n)s published “You said, we did”", told) % {"n": told}


def after_a_move(*, service: Service, by: User | None, on: datetime.date) -> None:
    """Surveys hang on the service itself, so they move with it."""
