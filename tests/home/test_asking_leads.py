"""Closing a round says what is not submitted; an admin emails the leads in one press, once a day at most."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from assessments.actions.assessing import start_assessment
from assessments.models import Assessment
from home.reminding import asked_of, send_asked
from organisations.models import AuditEntry, Membership, ReminderChoice
from organisations.roles import Role
from tests.builders import NOON, Borough, days, text_of

pytestmark = pytest.mark.django_db
ROUND = "/elmfield/rounds/autumn-2026/"


def asked(borough: Borough, at=None) -> list[tuple[str, int]]:
    """Who was written to, and about how many things."""
    mail.outbox.clear()
    send_asked(round_=borough.round, by=borough.people["admin"], at=at)
    return sorted((one.to[0].split("@")[0], one.body.count("http://") - 1) for one in mail.outbox)


def test_closing_says_what_will_not_count_and_lists_it(borough: Borough):
    start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)
    page = text_of(borough.client("admin").get(f"{ROUND}close/"))
    assert "1 self-assessment is a draft and not submitted" in page
    assert "3 services have not started their self-assessment" in page
    assert "3 organisational surveys are missing" in page
    file = borough.client("admin").get(f"{ROUND}not-submitted/drafts.csv").getvalue().decode("utf-8-sig")
    assert file.splitlines() == ["sector,organisation,service,leads", "Health,Hospital,Ward,Elmfield lead"]
    assert borough.client("admin").get(f"{ROUND}not-submitted/paper.csv").status_code == 404


def test_nothing_is_said_where_all_is_submitted(borough: Borough):
    Membership.objects.filter(role=Role.ORGANISATION_LEAD).delete()
    for service in borough.services.values():
        begun = start_assessment(service=service, round_=borough.round, by=borough.people["lead"], at=NOON)
        Assessment.objects.filter(pk=begun.pk).update(state="submitted", submitted_at=NOON)
    assert "self-assessment is a draft" not in text_of(borough.client("admin").get(f"{ROUND}close/"))


def test_the_page_says_whom_it_goes_to_before_the_press(borough: Borough):
    page = text_of(borough.client("admin").get(f"{ROUND}ask/"))
    assert "2 people get an email each" in page
    assert "Elmfield lead Self-assessment not submitted yet: Ward" in page
    assert "Elmfield leader Organisational survey not submitted yet: Hospital" in page
    for name in ("Centre", "Clinic", "Refuge", "Council", "Charity"):
        assert name in page.partition("No lead yet")[2]
    assert mail.outbox == []
    sent = text_of(borough.client("admin").post(f"{ROUND}ask/", follow=True))
    assert "Emails sent to 2 people." in sent
    assert "There is no one to email now." in sent
    assert len(mail.outbox) == 2
    assert AuditEntry.objects.filter(what="emailed leads of what is not submitted").count() == 1


def test_each_lead_gets_one_mail_with_all_their_services_and_none_twice_within_a_day(borough: Borough):
    lead = borough.people["lead"]
    Membership.objects.create(
        user=lead, role=Role.SERVICE_LEAD, partnership=borough.partnership, service=borough.services["clinic"]
    )
    now = timezone.now()
    assert [who for who, _number in asked(borough, now)] == ["elmfield-lead", "elmfield-leader"]
    body = next(one.body for one in mail.outbox if one.to == [lead.email])
    assert "Ward" in body
    assert "Clinic" in body
    assert asked(borough, now + days(1) * 0.9) == []
    assert len(asked(borough, now + days(2))) == 2


def test_who_wants_no_reminders_gets_none_and_the_page_says_so(borough: Borough):
    ReminderChoice.objects.create(user=borough.people["lead"], kind="round-closes", wants=False)
    assert [who for who, _number in asked(borough)] == ["elmfield-leader"]
    found = asked_of(borough.round, at=timezone.now())
    assert [one.user for one in found.unwanted] == [borough.people["lead"]]


def test_the_progress_page_has_the_same_button_while_the_round_is_open(borough: Borough):
    address = reverse("round-ask-leads", args=[borough.slug, borough.round.slug])
    assert address in borough.client("admin").get(f"{ROUND}progress/").content.decode()
    borough.round.state = "planned"
    borough.round.save()
    assert borough.client("admin").get(address).status_code == 302
