""" "You said, we did": what a service tells those who answered."""

from django.db import transaction

from organisations.audit import record
from organisations.models import User
from organisations.saving import hold
from surveys.models import YouSaidWeDid


@transaction.atomic
def publish_reply(*, reply: YouSaidWeDid, by: User) -> YouSaidWeDid:
    """Show what was said and done on the survey's page from now on."""
    reply.published_by = by
    reply.save(force_insert=True)
    record(partnership=reply.service.partnership, by=by, what="published “You said, we did”", about=reply.service)
    return reply


@transaction.atomic
def take_down_reply(*, reply: YouSaidWeDid, by: User) -> None:
    """Take it off the page. Raises ActionRefused where someone else has just done so."""
    held = hold(reply)
    service = held.service
    held.delete()
    record(partnership=service.partnership, by=by, what="removed “You said, we did”", about=service)
