"""Invitations, roles, and signing in with a code."""

import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.forms import ModelForm
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from background.models import OutgoingMail
from organisations.actions import INVITATION_DAYS, ActionRefused, accept_invitation, end_membership, invite
from organisations.models import AuditEntry, Invitation, Membership, Partnership, User
from organisations.roles import Role
from tests.builders import NOON, Borough, days, make_member, make_user, signed_in, text_of
from tests.meanwhile import meanwhile


@pytest.fixture
def sent(borough: Borough, django_capture_on_commit_callbacks) -> str:
    """The address in an invitation that was just sent to new@example.org as a contributor of the ward."""
    with django_capture_on_commit_callbacks(execute=True):
        page = borough.client("admin").post(
            f"/{borough.slug}/people/invite/",
            {"email": "New@Example.org", "role": "contributor", "service": borough.services["ward"].pk},
            follow=True,
        )
    assert "We are sending an invitation to new@example.org" in text_of(page)
    return address_in(mail.outbox[0])


def address_in(message) -> str:
    return re.search(r"http://testserver(/invitations/\S+)", message.body).group(1)


def test_an_invitation_goes_out_by_email(borough: Borough, sent: str):
    (message,) = mail.outbox
    assert message.to == ["new@example.org"]
    assert message.subject == "Elmfield admin has invited you to Elmfield Partnership on TiP Borough"
    page = text_of(borough.client("admin").get(f"/{borough.slug}/people/"))
    assert "new@example.org Contributor, Ward · until" in page


def test_no_mail_leaves_before_the_invitation_is_saved(borough: Borough):
    waiting = Invitation(partnership=borough.partnership, email="a@example.org", role=Role.REVIEWER)
    with transaction.atomic():
        invite(invitation=waiting, by=borough.people["admin"], build_address=lambda token: f"/{token}")
        assert mail.outbox == []
    assert len(mail.outbox) == 1


def test_no_mail_leaves_for_an_invitation_that_is_not_saved(borough: Borough):
    waiting = Invitation(partnership=borough.partnership, email="a@example.org", role=Role.REVIEWER)
    with transaction.atomic():
        invite(invitation=waiting, by=borough.people["admin"], build_address=lambda token: f"/{token}")
        transaction.set_rollback(True)
    assert mail.outbox == []
    assert not OutgoingMail.objects.exists()


def test_the_secret_is_kept_nowhere(sent: str):
    token = sent.split("/")[2]
    invitation = Invitation.objects.get()
    assert token not in str(vars(invitation))
    assert token not in str(list(AuditEntry.objects.values()))
    assert token not in str(list(OutgoingMail.objects.values())), "wiped once it is sent"


def test_opening_the_link_accepts_nothing(sent: str):
    for _ in range(3):  # mail scanners open links too
        page = Client().get(sent)
        assert "You are invited to Elmfield Partnership" in text_of(page)
        assert "Contributor, Ward" in text_of(page)
    assert not User.objects.filter(email="new@example.org").exists()


def test_the_button_accepts_once(sent: str):
    page = Client().post(sent, follow=True)
    assert "To sign in, get a code sent to" in text_of(page)
    member = Membership.objects.get(user__email="new@example.org")
    assert (member.role, member.place.name) == ("contributor", "Ward")
    assert not member.user.has_usable_password()
    assert Client().post(sent).status_code == 410
    assert Client().get(sent).status_code == 410
    assert Membership.objects.filter(user__email="new@example.org").count() == 1


def test_someone_who_has_an_account_gets_the_role_and_goes_to_their_start_page(borough: Borough, sent: str):
    new = make_user("new")
    page = signed_in(new).post(sent)
    assert page.url == f"/{borough.slug}/start/"
    assert User.objects.filter(email="new@example.org").count() == 1


def test_an_invitation_works_until_its_last_day_and_no_longer(borough: Borough, sent: str):
    invitation = Invitation.objects.get()
    with pytest.raises(ActionRefused, match="has expired"):
        accept_invitation(invitation=invitation, at=invitation.invited_at + days(INVITATION_DAYS + 1))
    accept_invitation(invitation=invitation, at=invitation.invited_at + days(INVITATION_DAYS))
    assert Membership.objects.filter(user__email="new@example.org").exists()


def test_an_invitation_is_good_for_fourteen_days(sent: str):
    invitation = Invitation.objects.get()
    assert invitation.expires_on == timezone.localdate(invitation.invited_at) + days(14)


def test_an_old_link_says_so_kindly(sent: str):
    Invitation.objects.update(expires_on=NOON.date() - days(400))
    page = Client().get(sent)
    assert page.status_code == 410
    assert "This invitation can no longer be used" in text_of(page)


def test_a_withdrawn_invitation_no_longer_works(borough: Borough, sent: str):
    pk = Invitation.objects.get().pk
    page = borough.client("admin").post(f"/{borough.slug}/people/invitations/{pk}/withdraw/", follow=True)
    assert "Invitation withdrawn" in text_of(page)
    assert Client().post(sent).status_code == 410
    assert not Membership.objects.filter(user__email="new@example.org").exists()


def test_an_invented_link_is_answered_like_an_old_one(db):
    page = Client().get("/invitations/made-up/")
    assert page.status_code == 410
    assert "This invitation can no longer be used" in text_of(page)


WRONG = {
    "no place for the role": ({"email": "a@example.org", "role": "service_lead"}, "Select a"),
    "no address": ({"email": "", "role": "reviewer"}, "Enter an email address"),
    "an address that is none": ({"email": "a@", "role": "reviewer"}, "Enter an email address in the correct format"),
    "a role that is none": ({"email": "a@example.org", "role": "king"}, "Select one of the options"),
    "somebody who has the role": (
        {"email": "elmfield-BOARD@example.org", "role": "board_member"},
        "This person already has this role there",
    ),
}


@pytest.mark.parametrize(("data", "reason"), WRONG.values(), ids=WRONG)
def test_an_invitation_that_cannot_be_is_explained(data: dict, reason: str, borough: Borough):
    page = borough.client("admin").post(f"/{borough.slug}/people/invite/", data)
    assert reason in text_of(page)
    assert not Invitation.objects.exists()


def test_an_invitation_keeps_the_place_of_its_role_and_no_other(borough: Borough):
    places = {kind: getattr(borough, f"{kind}s") for kind in ("sector", "organisation", "service")}
    chosen = {kind: next(iter(found.values())).pk for kind, found in places.items()}
    for role, kept in (("sector_lead", "sector"), ("organisation_lead", "organisation"), ("contributor", "service")):
        borough.client("admin").post(
            f"/{borough.slug}/people/invite/", {"email": f"{kept}@example.org", "role": role} | chosen
        )
        invitation = Invitation.objects.get(email=f"{kept}@example.org")
        held = {kind: getattr(invitation, f"{kind}_id") for kind in places}
        assert held == dict.fromkeys(places) | {kept: chosen[kept]}
    borough.client("admin").post(
        f"/{borough.slug}/people/invite/", {"email": "b@example.org", "role": "admin"} | chosen
    )
    assert Invitation.objects.get(email="b@example.org").service is None


def test_a_demonstration_account_whose_password_everyone_knows_gets_into_no_real_partnership(borough: Borough):
    data = {"email": "Lead@Millbrook.example", "role": "reviewer"}
    page = borough.client("admin").post(f"/{borough.slug}/people/invite/", data, follow=True)
    assert "Enter a real email address" in text_of(page)
    assert not Invitation.objects.exists()
    borough.partnership.is_demonstration = True
    borough.partnership.save()
    borough.client("admin").post(f"/{borough.slug}/people/invite/", data, follow=True)
    assert Invitation.objects.get().email == "lead@millbrook.example"


def test_no_real_partnership_begins_with_a_demonstration_account_as_its_admin(db):
    with pytest.raises(CommandError, match="Enter a real email address"):
        call_command("start_partnership", "Real", "Admin@Millbrook.example")
    assert not Partnership.objects.exists()
    assert not User.objects.exists()


def test_no_one_is_invited_to_a_place_of_another_partnership(borough: Borough, other_borough: Borough):
    elsewhere = other_borough.services["ward"].pk
    data = {"email": "a@example.org", "role": "service_lead", "service": elsewhere}
    page = borough.client("admin").post(f"/{borough.slug}/people/invite/", data)
    assert "Select one of the options" in text_of(page)
    assert not Invitation.objects.exists()


def test_the_last_admin_stays(borough: Borough):
    last = Membership.objects.get(user=borough.people["admin"])
    page = borough.client("admin").post(f"/{borough.slug}/people/roles/{last.pk}/end/", follow=True)
    assert "This is the only admin who can sign in. Invite another admin first." in text_of(page)
    assert Membership.objects.filter(pk=last.pk).exists()


def test_an_admin_of_another_partnership_is_no_second_admin(borough: Borough, other_borough: Borough):
    with pytest.raises(ActionRefused):
        end_membership(membership=Membership.objects.get(user=borough.people["admin"]), by=borough.people["admin"])


def test_an_admin_who_cannot_sign_in_is_no_second_admin(borough: Borough):
    gone = make_member(borough, "gone-admin", Role.ADMIN)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    last = Membership.objects.get(user=borough.people["admin"])
    page = borough.client("admin").post(f"/{borough.slug}/people/roles/{last.pk}/end/", follow=True)
    assert "This is the only admin who can sign in" in text_of(page)
    page = borough.client("admin").post(f"/{borough.slug}/people/roles/{gone.memberships.get().pk}/end/", follow=True)
    assert "no longer has the role “Partnership admin”" in text_of(page)
    assert [each.user for each in Membership.objects.filter(role=Role.ADMIN)] == [borough.people["admin"]]


@pytest.fixture
def two_users_in_a_request():
    """Who is signed in, and whose page it is: no query for each of many."""
    with zeal_ignore():
        yield


@pytest.mark.usefixtures("two_users_in_a_request")
def test_someone_who_looks_after_the_installation_cannot_close_the_account_of_the_last_admin(borough: Borough):
    looking_after = signed_in(make_user("root", is_staff=True, is_superuser=True))
    admin = borough.people["admin"]
    address = f"/admin/organisations/user/{admin.pk}/change/"
    page = looking_after.post(address, {"email": admin.email, "name": "Somebody"})
    assert "who can sign in" in page.content.decode()
    admin.refresh_from_db()
    assert admin.is_active
    make_member(borough, "second-admin", Role.ADMIN)
    looking_after.post(address, {"email": admin.email, "name": "Somebody"})
    stored = User.objects.get(pk=admin.pk)
    assert (stored.is_active, stored.name) == (False, "Somebody")
    second = User.objects.filter(email="second-admin@example.org").first()
    assert looking_after.get(f"/admin/organisations/user/{second.pk}/delete/").status_code == 403


def test_the_page_of_an_installation_saves_only_what_was_changed_on_it(borough: Borough):
    looking_after = signed_in(make_user("root", is_staff=True, is_superuser=True))
    place = borough.partnership
    changed = {"contact_email": "ask@example.org"}
    with meanwhile(ModelForm, lambda: Partnership.objects.filter(pk=place.pk).update(colour="#004d40")):
        sent = {"slug": place.slug, "name": "Elmfield together", "colour": place.colour, **changed}
        looking_after.post(f"/admin/organisations/partnership/{place.pk}/change/", sent)
    stored = Partnership.objects.get(pk=place.pk)
    assert (stored.name, stored.colour, stored.contact_email) == ("Elmfield together", "#004d40", "ask@example.org")


@pytest.mark.usefixtures("two_users_in_a_request")
def test_an_address_that_was_typed_with_capitals_is_the_same_person(borough: Borough):
    looking_after = signed_in(make_user("root", is_staff=True, is_superuser=True))
    looking_after.post("/admin/organisations/user/add/", {"email": "Sam@Example.org", "name": "Sam", "is_active": "on"})
    added = User.objects.get(name="Sam")
    assert added.email == "sam@example.org"
    User.objects.filter(pk=added.pk).update(email="Sam@Example.org")  # as it may lie there from before
    waiting = Invitation(partnership=borough.partnership, email="sam@example.org", role=Role.REVIEWER)
    invite(invitation=waiting, by=borough.people["admin"], build_address=lambda token: f"/{token}")
    assert accept_invitation(invitation=waiting) == added


def test_one_of_two_admins_can_go(borough: Borough):
    second = make_member(borough, "second-admin", Role.ADMIN)
    first = Membership.objects.get(user=borough.people["admin"])
    client = signed_in(second)
    page = client.post(f"/{borough.slug}/people/roles/{first.pk}/end/", follow=True)
    assert "no longer has the role “Partnership admin”" in text_of(page)
    assert borough.client("admin").get(f"/{borough.slug}/start/").status_code == 404


# --- signing in ----------------------------------------------------------------------------------


def ask_for_a_code(email: str) -> tuple[Client, object]:
    client = Client()
    return client, client.post("/accounts/sign-in/", {"email": email}, follow=True)


def test_a_code_by_email_signs_in(borough: Borough):
    client, page = ask_for_a_code("Elmfield-Lead@example.org")
    assert page.status_code == 200
    (message,) = mail.outbox
    assert message.to == ["elmfield-lead@example.org"]
    assert message.subject == "Your TiP Borough sign-in code"
    code = re.search(r"^([A-Z0-9-]{6,})$", message.body, re.MULTILINE).group(1)
    wrong = client.post("/accounts/sign-in/code/", {"code": "AAAA-AAAA"})
    assert wrong.status_code == 200
    page = client.post("/accounts/sign-in/code/", {"code": code}, follow=True)
    assert page.redirect_chain[-1][0] == f"/{borough.slug}/start/"
    assert ">Elmfield lead</span>" in page.content.decode()


def test_a_code_that_was_used_opens_nothing_again(borough: Borough):
    client, _ = ask_for_a_code("elmfield-lead@example.org")
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[0].body, re.MULTILINE).group(1)
    client.post("/accounts/sign-in/code/", {"code": code})
    other, _ = ask_for_a_code("elmfield-lead@example.org")
    other.post("/accounts/sign-in/code/", {"code": code})
    assert other.get(f"/{borough.slug}/start/").status_code == 302


def test_an_address_that_no_one_has_is_answered_the_same(borough: Borough):
    _, known = ask_for_a_code("elmfield-lead@example.org")
    _, unknown = ask_for_a_code("nobody-here@example.org")
    same = text_of(known).replace("elmfield-lead@", "x@") == text_of(unknown).replace("nobody-here@", "x@")
    assert same
    assert known.redirect_chain == unknown.redirect_chain
    assert [message.to for message in mail.outbox] == [["elmfield-lead@example.org"]]


def test_someone_whose_account_is_closed_does_not_get_in(borough: Borough):
    User.objects.filter(email="elmfield-lead@example.org").update(is_active=False)
    client, _ = ask_for_a_code("elmfield-lead@example.org")
    for message in mail.outbox:
        if found := re.search(r"^([A-Z0-9-]{6,})$", message.body, re.MULTILINE):
            client.post("/accounts/sign-in/code/", {"code": found.group(1)})
    assert client.get(f"/{borough.slug}/start/").status_code == 302


def test_no_one_makes_an_account_without_an_invitation(borough: Borough):
    data = {"email": "me@example.org", "password1": "a-very-long-password-of-mine"}
    page = Client().post("/accounts/sign-up/", data)
    assert "You need an invitation" in text_of(page)
    assert not User.objects.filter(email="me@example.org").exists()


def test_after_signing_out_nothing_opens(borough: Borough):
    client = borough.client("lead")
    assert client.get(f"/{borough.slug}/start/").status_code == 200
    client.post("/accounts/sign-out/")
    assert client.get(f"/{borough.slug}/start/").url == f"/accounts/sign-in/?next=/{borough.slug}/start/"


@pytest.fixture
def demonstration(borough: Borough) -> Borough:
    borough.partnership.is_demonstration = True
    borough.partnership.save()
    lead = borough.people["lead"]
    lead.email = "lead@millbrook.example"
    lead.set_password("millbrook-demo")
    lead.save()
    return borough


WITH_PASSWORD = {"login": "lead@millbrook.example", "password": "millbrook-demo"}


def test_the_demonstration_password_works_while_the_demonstration_is_on(demonstration: Borough):
    assert "millbrook-demo" in text_of(Client().get("/accounts/sign-in/"))
    client = Client()
    page = client.post("/accounts/sign-in/demonstration/", WITH_PASSWORD, follow=True)
    assert ">Elmfield lead</span>" in page.content.decode()


@pytest.mark.parametrize("address", ["/accounts/sign-in/demonstration/", "/admin/login/"])
def test_the_demonstration_password_opens_nothing_once_it_is_off(address: str, demonstration: Borough, settings):
    settings.DEMONSTRATION_BOROUGH = False
    assert "millbrook-demo" not in text_of(Client().get("/accounts/sign-in/"))
    client = Client()
    client.post(address, WITH_PASSWORD | {"username": "lead@millbrook.example"})
    assert client.get(f"/{demonstration.slug}/start/").status_code == 302
