"""Organisations agree to what is collected, why, who sees it and how long; a new version asks them again."""

import pytest

from data_protection.actions.publishing import agree, publish_statement
from data_protection.models import SharingAgreement, SharingStatement
from data_protection.sharing import first_words
from organisations.actions import ActionRefused
from tests.builders import NOON, TODAY, Borough

pytestmark = pytest.mark.django_db
PAGE = "/elmfield/data-sharing/"


def published(borough: Borough, **said) -> SharingStatement:
    newest = SharingStatement.objects.newest_of(borough.partnership)
    words = {**first_words(borough.partnership), **said}
    return publish_statement(
        statement=SharingStatement(partnership=borough.partnership, **words),
        seen=newest.version if newest else 0, by=borough.people["admin"], on=TODAY,
    )  # fmt: skip


def led(borough: Borough):
    return borough.people["leader"].memberships.get().organisation


def test_an_admin_begins_with_our_words_and_publishes(borough: Borough):
    admin = borough.client("admin")
    assert "No statement has been published yet" in admin.get(PAGE).content.decode()
    assert "They are anonymous" in admin.get(f"{PAGE}edit/").content.decode()
    answer = admin.post(f"{PAGE}edit/", {**first_words(borough.partnership), "why": "To learn", "seen": "0"})
    assert answer.status_code == 302
    assert "To learn" in borough.client("contributor").get(PAGE).content.decode()


def test_an_organisations_lead_is_reminded_and_agrees(borough: Borough):
    published(borough)
    leader, place = borough.client("leader"), led(borough)
    assert "Read the data-sharing statement" in leader.get("/elmfield/start/").content.decode()
    assert "Read the data-sharing statement" not in borough.client("lead").get("/elmfield/start/").content.decode()
    assert f"Agree for {place.name}" in leader.get(PAGE).content.decode()
    leader.post(f"{PAGE}{place.slug}/agree/", {"version": "1"})
    leader.post(f"{PAGE}{place.slug}/agree/", {"version": "1"})
    made = SharingAgreement.objects.get()
    assert (made.organisation, made.agreed_by) == (place, borough.people["leader"])
    assert "Read the data-sharing statement" not in leader.get("/elmfield/start/").content.decode()
    page = borough.client("admin").get(PAGE).content.decode()
    assert f"{place.name}: {borough.people['leader']}" in page
    assert "Not agreed yet" in page
    assert "Agree for" not in page


def test_a_new_version_asks_every_organisation_again(borough: Borough):
    published(borough)
    agree(organisation=led(borough), version=1, by=borough.people["leader"], at=NOON)
    published(borough)  # the same again asks nobody
    assert SharingStatement.objects.count() == 1
    published(borough, why="For something else")
    assert "Read the data-sharing statement" in borough.client("leader").get("/elmfield/start/").content.decode()
    with pytest.raises(ActionRefused, match="newer version"):
        agree(organisation=led(borough), version=1, by=borough.people["leader"], at=NOON)
    before = borough.client("contributor").get(f"{PAGE}versions/1/").content.decode()
    assert "This is an earlier version" in before
    assert f"{led(borough).name}: {borough.people['leader']}" in before


def test_nobody_agrees_for_an_organisation_that_they_do_not_lead(borough: Borough):
    published(borough)
    for who in ("admin", "lead"):
        with pytest.raises(ActionRefused, match="Only an organisation lead"):
            agree(organisation=led(borough), version=1, by=borough.people[who], at=NOON)
    assert not SharingAgreement.objects.exists()
