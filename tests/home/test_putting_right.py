"""What an admin can put right: a planned round, a closed service, one left out, who came."""

import datetime

import pytest
from django.db import models
from django.utils import timezone

from activities.models import Event
from organisations.actions import ActionRefused
from organisations.changing import close_service
from organisations.models import AuditEntry, Organisation, Round, Service
from organisations.putting_right import delete_planned_round, restore_service
from surveys.models import YouSaidWeDid
from tests.builders import TODAY, Borough, days, make_borough, make_round, make_service, text_of

pytestmark = pytest.mark.django_db
PAGE = "/elmfield/setup/put-right/"
NEW = "/elmfield/services/new/"


@pytest.fixture
def quiet(framework) -> Borough:
    """A partnership in which no round is open."""
    return make_borough(with_round=False)


def archived_ward(borough: Borough) -> Service:
    close_service(service=borough.services["ward"], by=borough.people["admin"])
    return Service.objects.get(pk=borough.services["ward"].pk)


def test_where_there_is_nothing_to_put_right_the_page_says_so_of_each(quiet: Borough):
    page = text_of(quiet.client("admin").get(PAGE))
    for said in (
        "No round is closed and not yet sealed",
        "No round is planned",
        "No service is archived.",
        "Add a service",
        "There is no event or training session",
    ):
        assert said in page
    assert "Put right" in text_of(quiet.client("admin").get("/elmfield/setup/"))


def test_a_planned_round_is_deleted_and_nothing_else(quiet: Borough):
    planned = make_round(quiet, "Spring 2027", state="planned", opens_on=TODAY + days(100))
    event = Event.objects.create(partnership=quiet.partnership, title="Launch", day=TODAY, kind="launch")
    admin = quiet.client("admin")
    assert "Delete Spring 2027" in text_of(admin.get(PAGE))
    asked = text_of(admin.get("/elmfield/rounds/spring-2027/delete/"))
    assert "Nothing else is deleted" in asked
    assert f"to {(planned.closes_on):%-d %B %Y} would have counted in it" in asked
    assert Round.objects.exists()
    assert "Spring 2027 deleted." in text_of(admin.post("/elmfield/rounds/spring-2027/delete/", follow=True))
    assert not Round.objects.exists()
    assert Event.objects.filter(pk=event.pk).exists()
    assert AuditEntry.objects.filter(what="deleted a planned round", about="Spring 2027").count() == 1


def test_a_round_that_was_opened_or_has_something_is_not_deleted(borough: Borough):
    admin = borough.people["admin"]
    with pytest.raises(ActionRefused, match="has been opened"):
        delete_planned_round(round_=borough.round, by=admin)
    planned = make_round(borough, "Spring 2047", state="planned", opens_on=datetime.date(2047, 1, 1))
    YouSaidWeDid.objects.create(service=borough.services["ward"], round=planned, said="A", did="B", published_on=TODAY)
    with pytest.raises(ActionRefused, match="already has"):
        delete_planned_round(round_=planned, by=admin)
    assert Round.objects.count() == 2


def test_a_closed_service_is_listed_read_and_reopened(quiet: Borough):
    ward = archived_ward(quiet)
    admin = quiet.client("admin")
    listed = text_of(admin.get(f"{PAGE}archived-services/"))
    assert f"Ward Hospital · archived on {timezone.localdate():%-d %B %Y} by Elmfield admin" in listed
    assert "This service was archived on" in text_of(admin.get(ward.get_absolute_url()))
    assert quiet.client("lead").get(ward.get_absolute_url()).status_code == 404
    reopened = text_of(admin.post("/elmfield/services/ward/restore/", {"name": "Ward"}, follow=True))
    assert "Ward restored." in reopened
    ward.refresh_from_db()
    assert ward.archived_on is None
    assert AuditEntry.objects.filter(what="restored a service", about="Ward").count() == 1


def test_a_service_whose_name_was_taken_meanwhile_asks_for_another(quiet: Borough):
    ward = archived_ward(quiet)
    make_service(quiet, "ward-2", sector="health", organisation="hospital")
    # Of two that were there before names were folded, both kept theirs.
    models.QuerySet(Service).filter(slug="ward-2").update(name="WARD", name_key="ward\t2")
    admin = quiet.client("admin")
    assert "given to another service" in text_of(admin.get("/elmfield/services/ward/restore/"))
    assert "Enter a different name" in text_of(admin.post("/elmfield/services/ward/restore/", {"name": "Ward"}))
    with pytest.raises(ActionRefused, match="different name"):
        restore_service(service=ward, by=quiet.people["admin"])
    admin.post("/elmfield/services/ward/restore/", {"name": "Old ward"})
    ward.refresh_from_db()
    assert (ward.name, ward.archived_on) == ("Old ward", None)


def test_a_service_of_an_organisation_that_has_left_stays_archived(quiet: Borough):
    ward = archived_ward(quiet)
    Organisation.objects.filter(slug="hospital").update(archived_on=TODAY)
    assert "has left the partnership" in text_of(quiet.client("admin").get("/elmfield/services/ward/restore/"))
    with pytest.raises(ActionRefused, match="has left"):
        restore_service(service=ward, by=quiet.people["admin"])


ONE_MORE = {"sector": "Health", "organisation": "council", "new_organisation": "", "name": "Night team"}


def test_one_service_is_added_by_hand(quiet: Borough):
    page = quiet.client("admin").post(NEW, ONE_MORE | {"headcount": "9"}, follow=True)
    assert "Night team added." in text_of(page)
    added = Service.objects.get(name="Night team")
    assert (added.sector.name, added.organisation.name, added.headcount) == ("Health", "Council", 9)


WRONG = {
    "no sector": ({"sector": ""}, "Select a sector"),
    "no new organisation": ({"organisation": "+"}, "Enter the name of the new organisation"),
    "no name": ({"name": ""}, "Enter the name of the service"),
    "nobody": ({"headcount": "0"}, "Enter a whole number from 1 to 100,000"),
    "the same in capitals": ({"name": "CLINIC"}, "already has a service called this"),
}


@pytest.mark.parametrize(("changes", "reason"), WRONG.values(), ids=WRONG)
def test_a_service_that_cannot_be_added_is_explained(changes: dict, reason: str, quiet: Borough):
    assert reason in text_of(quiet.client("admin").post(NEW, ONE_MORE | changes))
    assert Service.objects.count() == 4


def test_a_name_near_another_one_is_asked_about_once(quiet: Borough):
    make_service(quiet, "childrens-centre", sector="families", organisation="charity")
    Service.objects.filter(slug="childrens-centre").update(name="Childrens centre")
    admin, typed = quiet.client("admin"), ONE_MORE | {"name": "Children’s centre"}
    asked = admin.post(NEW, typed)
    assert "“Children’s centre”: there is already “Childrens centre” (Charity)." in text_of(asked)
    assert Service.objects.count() == 5
    assert "Nothing was added." in text_of(admin.post(NEW, typed | {"alike": "same"}, follow=True))
    answer = asked.context["form"].fields["alike"].choices[0][0]
    # What was said of one pair of names holds for no other.
    assert "Is it the same?" in text_of(admin.post(NEW, typed | {"name": "Childrens center", "alike": answer}))
    assert "Children’s centre added." in text_of(admin.post(NEW, typed | {"alike": answer}, follow=True))


def test_the_first_service_of_a_new_partnership_brings_its_sector_and_organisation(quiet: Borough):
    Service.objects.all().delete()
    quiet.partnership.sectors.all().delete()
    quiet.partnership.organisations.all().delete()
    typed = {"sector": "Health", "organisation": "+", "new_organisation": "Trust", "name": "Ward"}
    assert "Ward added." in text_of(quiet.client("admin").post(NEW, typed, follow=True))


def test_who_came_can_be_corrected_until_a_release_has_counted_it(borough: Borough):
    of = {"partnership": borough.partnership, "day": TODAY, "kind": "launch"}
    waits = Event.objects.create(title="Launch", people=40, **of)
    Event.objects.create(title="Conference", people=90, counted_in=borough.round, **of)
    page = borough.client("admin").get(PAGE)
    assert f"/elmfield/activities/events/{waits.pk}/who-came/" in page.content.decode()
    assert "Conference" not in text_of(page)
