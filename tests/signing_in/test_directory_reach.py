"""A directory reaches its own partnership's people and mail, and no one else's."""

import pytest
from django.utils import timezone

from background.models import OutgoingMail
from organisations.closing_accounts import forget_closings
from signing_in.models import DirectoryPerson
from signing_in.oidc import Provider, SignOnFailed, _address
from signing_in.scim import people
from signing_in.scim.reading import Told
from tests.builders import NOON, Borough, make_borough
from tests.signing_in.test_directory import USERS, Directory

pytestmark = pytest.mark.django_db


def test_mail_to_someone_of_another_partnership_goes_out(borough: Borough):
    directory, other, now = Directory(borough), make_borough("oakham").people["lead"], timezone.now()
    kind, state = OutgoingMail.Occasion.SIGN_IN, OutgoingMail.State.WAITING
    mail = OutgoingMail.objects.create(
        to=other.email, subject="code", text="c", made_at=now, next_try_at=now, kind=kind, state=state
    )
    directory.ask("post", USERS, {"userName": other.email, "active": False})
    mail.refresh_from_db()
    assert mail.state == state


def test_someone_who_has_no_role_here_any_more_is_not_closed(borough: Borough):
    directory, lead = Directory(borough), borough.people["lead"]
    row = DirectoryPerson.objects.get(pk=directory.found(lead.email)["id"])
    lead.memberships.all().delete()
    people.change(person=row, told=Told(is_active=False), at=NOON)
    lead.refresh_from_db()
    assert lead.is_active


def test_a_number_that_is_none_is_refused(borough: Borough):
    assert Directory(borough).ask("get", USERS, startIndex="--5").status_code == 400


def test_an_external_id_that_is_too_long_is_refused_and_not_cut(borough: Borough):
    directory = Directory(borough)
    for end in "xy":
        sent = {"userName": f"{end}@example.org", "externalId": "a" * 200 + end}
        assert directory.ask("post", USERS, sent).status_code == 400


def test_what_the_provider_verified_is_the_address_that_it_calls_so():
    provider = Provider("n", "https://i", "c", "s", frozenset({"b.gov.uk"}), address_claims=("preferred_username",))
    with pytest.raises(SignOnFailed):
        _address(provider, {"preferred_username": "them@b.gov.uk", "email": "me@x.example", "email_verified": True})


def test_what_the_site_closed_after_it_the_directory_does_not_open(borough: Borough):
    directory, lead = Directory(borough), borough.people["lead"]
    row = DirectoryPerson.objects.get(pk=directory.found(lead.email)["id"])
    people.change(person=row, told=Told(is_active=False), at=NOON)
    forget_closings(lead)  # as Django's admin does where staff close or open an account
    people.change(person=row, told=Told(is_active=True), at=NOON)
    lead.refresh_from_db()
    assert not lead.is_active
