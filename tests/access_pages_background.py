"""The addresses of mail and of what is made in the background, for tests/test_access.py."""

from background.models import OutgoingMail
from tests.access_rows import ADMIN, Page, here
from tests.builders import NOON, Borough

BACKGROUND = [Page("organisations:mail-list", here, ADMIN)]
BACKGROUND_POST_ONLY = [Page("organisations:mail-send-again", lambda at: [at.slug, at.mail], ADMIN).posting()]


def background_things_of(borough: Borough) -> dict:
    """What stands at these addresses, by the names of the table."""
    mail = OutgoingMail.objects.create(
        to="new@example.org",
        subject="Hello",
        text="Good morning.",
        kind=OutgoingMail.Kind.REMINDER,
        partnership=borough.partnership,
        state=OutgoingMail.State.GIVEN_UP,
        made_at=NOON,
        next_try_at=NOON,
    )
    return {"mail": mail.pk}
