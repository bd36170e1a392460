"""The addresses of mail, of sealing and of what is made in the background, for tests/test_access.py."""

from background.models import Job, JobFile, OutgoingMail
from tests.access_rows import ADMIN, Page, here
from tests.builders import NOON, Borough

FILE = Page("organisations:file", lambda at: [at.slug, at.made], ADMIN)  # an admin has asked for it, and no one else
# It asks once more; where the round is not closed it leads back to its page.
SEAL_ROUND = Page("organisations:round-seal", lambda at: [at.slug, at.round], ADMIN, ok=302)

BACKGROUND = [Page("organisations:mail-list", here, ADMIN), FILE, SEAL_ROUND, SEAL_ROUND.posting()]
BACKGROUND_POST_ONLY = [
    Page("organisations:mail-send-again", lambda at: [at.slug, at.mail], ADMIN).posting(),
    Page("organisations:file-take", lambda at: [at.slug, at.made], ADMIN).posting(200),
    Page("organisations:round-reopen", lambda at: [at.slug, at.round], ADMIN).posting(),
]


def background_things_of(borough: Borough) -> dict:
    """What stands at these addresses, by the names of the table."""
    mail = OutgoingMail.objects.create(
        to="new@example.org",
        subject="Hello",
        text="Good morning.",
        kind=OutgoingMail.Occasion.REMINDER,
        partnership=borough.partnership,
        state=OutgoingMail.State.GIVEN_UP,
        made_at=NOON,
        next_try_at=NOON,
    )
    times = dict.fromkeys(("asked_at", "started_at", "finished_at", "alive_at"), NOON)
    of = {"partnership": borough.partnership, "asked_by": borough.people["admin"], "about": "Autumn 2025"}
    job = Job.objects.create(kind=Job.Task.WORKBOOK, key="a workbook", state=Job.State.DONE, **of, **times)
    JobFile.objects.create(
        job=job, name="figures.xlsx", content_type="application/zip", content=b"PK", size=2, made_at=NOON
    )
    return {"mail": mail.pk, "made": job.pk}
