"""An admin looks after two hundred people: the list, one person, links, addresses, accounts, and who sees what."""

import csv
import io
import re
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from background.models import OutgoingMail
from organisations import addresses
from organisations.actions import ActionRefused, accept_invitation, invite, send_invitation_again
from organisations.changing_roles import change_role
from organisations.closing_accounts import close_account, reopen_account
from organisations.directory import people_of
from organisations.inviting import BY_A_LEAD, OF_A_PARTNERSHIP, TO_ONE_ADDRESS, account_of, make_link
from organisations.models import AuditEntry, Invitation, Membership, User
from organisations.permissions import has_permission
from organisations.roles import Permission, Role
from organisations.seeing import KINDS, of_partnership, who_sees
from organisations.sessions import all_sessions
from tests.builders import Borough, days, make_borough, make_member, make_user, signed_in, text_of


def waiting(borough: Borough, email: str = "new@example.org", role: Role = Role.REVIEWER, **at) -> Invitation:
    by = at.pop("by", borough.people["admin"])
    invitation = Invitation(partnership=borough.partnership, email=email, role=role, **at)
    return invite(invitation=invitation, by=by, build_address=lambda token: f"http://testserver/invitations/{token}/")


def listed(borough: Borough, **asked) -> str:
    return text_of(borough.client("admin").get(f"/{borough.slug}/people/", asked))


@pytest.fixture
def many(borough: Borough) -> Borough:
    """Two hundred people more."""
    users = User.objects.bulk_create(
        User(email=f"person{n}@example.org", name=f"Person {n:03}", password="!") for n in range(200)
    )
    at = {"role": Role.CONTRIBUTOR, "partnership": borough.partnership, "service": borough.services["clinic"]}
    Membership.objects.bulk_create(Membership(user=user, **at) for user in users)
    return borough


def test_two_hundred_people_are_searched_narrowed_and_paged(many: Borough, django_assert_max_num_queries):
    client = many.client("admin")
    with django_assert_max_num_queries(24):
        page = client.get("/elmfield/people/", {"role": "contributor", "page": "2"})
    assert "201 people of 210" in text_of(page)
    assert "Person 049" in text_of(page)
    assert "Person 048" not in text_of(page)
    assert "1 person of 210" in listed(many, words="person 123")
    assert "1 person of 210" in listed(many, words="PERSON77@example")
    assert "200 people of 210" in listed(many, words="clinic council")
    health = many.sectors["health"].pk
    assert "203 people of 210" in listed(many, place=f"sector-{health}")
    assert "No one matches your filters." in listed(many, words="nobody like this")


def test_each_status_finds_its_people(borough: Borough):
    today = timezone.localdate()
    waiting(borough, "waits@example.org")
    Invitation.objects.filter(pk=waiting(borough, "late@example.org").pk).update(expires_on=today - days(1))
    lost = waiting(borough, "lost@example.org")
    OutgoingMail.objects.filter(pk=lost.mail_id).update(state="refused", error="the address does not exist")
    User.objects.filter(pk=borough.people["keyer"].pk).update(is_active=False)
    User.objects.exclude(pk=borough.people["board"].pk).update(last_login=timezone.now())
    found = {status: [] for status in ("accepted", "invited", "expired", "undelivered", "never", "closed")}
    for entry in people_of(borough.partnership):
        for status in entry.statuses:
            found[status].append(entry.email.split("@")[0])
    assert found["invited"] == ["lost", "waits"]
    assert (found["expired"], found["undelivered"]) == (["late"], ["lost"])
    assert (found["never"], found["closed"]) == (["elmfield-board"], ["elmfield-keyer"])
    assert len(found["accepted"]) == 9
    assert "1 person of 13" in listed(borough, status="expired")
    assert "invitation expired on" in listed(borough)


def test_an_expired_invitation_is_sent_again_and_runs_anew(borough: Borough):
    old = waiting(borough)
    Invitation.objects.filter(pk=old.pk).update(expires_on=timezone.localdate() - days(30))
    borough.client("admin").post(f"/elmfield/people/invitations/{old.pk}/send-again/")
    again = Invitation.objects.get(pk=old.pk)
    assert again.expires_on > timezone.localdate()
    assert again.token_hash != old.token_hash


def test_a_new_invitation_stands_for_the_expired_one(borough: Borough):
    Invitation.objects.filter(pk=waiting(borough).pk).update(expires_on=timezone.localdate() - days(1))
    waiting(borough)
    (entry,) = [one for one in people_of(borough.partnership) if one.email == "new@example.org"]
    assert len(entry.invitations) == 1
    assert entry.statuses == ["invited"]


def test_the_csv_holds_what_the_list_shows_and_is_defused(borough: Borough):
    User.objects.filter(pk=borough.people["board"].pk).update(name="=cmd()")
    answer = borough.client("admin").get("/elmfield/people/people.csv", {"role": "board_member"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["name", "email", "role", "place", "status", "last_signed_in"],
        ["'=cmd()", "elmfield-board@example.org", "Board member", "", "Has accepted; Never signed in", ""],
    ]


def test_a_link_is_shown_once_and_takes_the_place_of_the_earlier(borough: Borough):
    invitation = waiting(borough)
    sent = re.search(r"/invitations/\S+", mail.outbox[0].body)[0]
    address = f"/elmfield/people/invitations/{invitation.pk}/link/"
    client = borough.client("admin")
    asked = client.get(address)
    assert "/invitations/" not in re.sub(r"/elmfield/\S+", "", asked.content.decode())
    assert Client().get(sent).status_code == 200
    made = client.post(address)
    link = re.search(r'value="http://testserver(/invitations/[^"]+)"', made.content.decode())[1]
    assert Client().get(sent).status_code == 410
    assert Client().get(link).status_code == 200
    assert made["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert link.split("/")[2] not in str(list(AuditEntry.objects.values()))


def test_a_mail_scanner_may_ask_for_the_head_of_a_link(borough: Borough):
    waiting(borough)
    sent = re.search(r"/invitations/\S+", mail.outbox[0].body)[0]
    assert Client().head(sent).status_code == 200
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_forwarded_invitation_lets_in_nobody_else(borough: Borough):
    waiting(borough)
    sent = re.search(r"/invitations/\S+", mail.outbox[0].body)[0]
    stranger = Client()
    stranger.post(sent, {"name": "Someone\r\nBcc: all@example.org"})
    assert stranger.get("/elmfield/start/").status_code == 302
    assert "_auth_user_id" not in stranger.session
    assert User.objects.get(email="new@example.org").name == "Someone Bcc: all@example.org"
    waiting(borough, "other@example.org", Role.BOARD_MEMBER)
    sent = re.search(r"/invitations/\S+", mail.outbox[1].body)[0]
    somebody = make_user("somebody")
    signed_in(somebody).post(sent)
    assert not somebody.memberships.exists()
    assert Membership.objects.get(role=Role.BOARD_MEMBER, user__email="other@example.org")


def test_two_who_accept_at_once_make_one_person_with_one_role(borough: Borough):
    invitation = waiting(borough)
    accept_invitation(invitation=invitation)
    with pytest.raises(ActionRefused):
        accept_invitation(invitation=invitation)
    assert Membership.objects.filter(user__email="new@example.org").count() == 1


def test_an_account_that_was_made_in_between_is_taken(borough: Borough, monkeypatch):
    there = make_user("there")
    first = User.objects.none()
    real = User.objects.filter
    monkeypatch.setattr(User.objects, "filter", lambda **_asked: first)
    found = account_of("there@example.org")
    monkeypatch.setattr(User.objects, "filter", real)
    assert found == there


def test_invitations_are_counted_by_the_hour_and_the_day(borough: Borough, monkeypatch):
    admin = borough.people["admin"]
    (hour, _most), (day, _all) = OF_A_PARTNERSHIP.items()
    monkeypatch.setitem(OF_A_PARTNERSHIP, hour, 3)
    for n in range(3):
        waiting(borough, f"n{n}@example.org")
    with pytest.raises(ActionRefused, match="3 invitations in an hour"):
        waiting(borough, "n3@example.org")
    OutgoingMail.objects.update(made_at=timezone.now() - hour * 2)
    waiting(borough, "n3@example.org")
    monkeypatch.setitem(OF_A_PARTNERSHIP, day, 4)
    with pytest.raises(ActionRefused, match="4 invitations in a day"):
        waiting(borough, "n4@example.org")
    assert not Invitation.objects.filter(email="n4@example.org").exists()
    monkeypatch.setitem(OF_A_PARTNERSHIP, day, 400)
    monkeypatch.setitem(OF_A_PARTNERSHIP, hour, 400)
    one = Invitation.objects.get(email="n3@example.org")
    monkeypatch.setitem(TO_ONE_ADDRESS, hour, 2)
    send_invitation_again(invitation=one, by=admin, build_address=str)
    OutgoingMail.objects.update(state="sent")
    with pytest.raises(ActionRefused, match="has had several"):
        send_invitation_again(invitation=one, by=admin, build_address=str)


@pytest.mark.parametrize("who", ["contributor", "sector", "leader", "board", "keyer"])
def test_only_a_lead_invites_contributors_and_corrects_the_headcount(borough: Borough, who: str):
    for page in ("people", "headcount"):
        assert borough.client(who).get(f"/elmfield/services/ward/{page}/").status_code == 403


def test_a_lead_invites_a_contributor_to_the_own_service_and_no_more(borough: Borough):
    lead = borough.people["lead"]
    page = borough.client("lead").post("/elmfield/services/ward/people/", {"email": "Kim@example.org"}, follow=True)
    assert "We are sending an invitation to kim@example.org" in text_of(page)
    made = Invitation.objects.get()
    assert (made.role, made.service.slug, made.invited_by) == ("contributor", "ward", lead)
    assert borough.client("lead").post("/elmfield/services/clinic/people/", {"email": "a@b.org"}).status_code == 403
    for role, at in (
        (Role.SERVICE_LEAD, {"service": borough.services["ward"]}),
        (Role.CONTRIBUTOR, {"service": borough.services["clinic"]}),
        (Role.ADMIN, {}),
    ):
        with pytest.raises(ActionRefused, match="cannot give"):
            waiting(borough, "x@example.org", role, by=lead, **at)
    foreign = waiting(borough, "boss@example.org", Role.ADMIN)
    for what in ("withdraw", "send-again"):
        assert borough.client("lead").post(f"/elmfield/people/invitations/{foreign.pk}/{what}/").status_code == 403
    page = borough.client("lead").post(f"/elmfield/people/invitations/{made.pk}/withdraw/")
    assert page.url == "/elmfield/services/ward/people/"
    assert Invitation.objects.get(pk=made.pk).withdrawn_at


def test_a_lead_sends_no_more_than_a_lead_may(borough: Borough, monkeypatch):
    monkeypatch.setitem(BY_A_LEAD, next(iter(BY_A_LEAD)), 1)
    client = borough.client("lead")
    client.post("/elmfield/services/ward/people/", {"email": "a@example.org"})
    page = client.post("/elmfield/services/ward/people/", {"email": "b@example.org"})
    assert "You can send 1 invitations in an hour" in text_of(page)
    assert "b@example.org" in page.content.decode()


def test_a_lead_corrects_the_headcount_and_nothing_else(borough: Borough):
    sent = {"headcount": "44", "name": "Mine", "sector": borough.sectors["families"].pk}
    borough.client("lead").post("/elmfield/services/ward/headcount/", sent)
    ward = borough.services["ward"]
    ward.refresh_from_db()
    assert (ward.headcount, ward.name, ward.sector) == (44, "Ward", borough.sectors["health"])
    assert "Enter" in text_of(borough.client("lead").post("/elmfield/services/ward/headcount/", {"headcount": "-4"}))


def test_closing_an_account_ends_its_sessions_in_the_same_request_and_its_mail(borough: Borough):
    lead, theirs = borough.people["lead"], borough.client("lead")
    assert theirs.get("/elmfield/start/").status_code == 200
    common = {"to": lead.email, "text": "x", "made_at": timezone.now(), "next_try_at": timezone.now()}
    OutgoingMail.objects.create(subject="A reminder", kind="reminder", **common)
    admin = borough.client("admin")
    asked = admin.get(f"/elmfield/people/{lead.pk}/close/")
    assert "They are signed out everywhere at once" in text_of(asked)
    assert User.objects.get(pk=lead.pk).is_active
    page = admin.post(f"/elmfield/people/{lead.pk}/close/", follow=True)
    assert "Account of Elmfield lead closed." in text_of(page)
    assert not all_sessions().filter(user=lead).exists()
    assert theirs.get("/elmfield/start/").status_code == 302
    assert OutgoingMail.objects.get(subject="A reminder").state == "given_up"
    assert Membership.objects.filter(user=lead).exists()
    admin.post(f"/elmfield/people/{lead.pk}/reopen/")
    assert User.objects.get(pk=lead.pk).is_active
    assert theirs.get("/elmfield/start/").status_code == 302, "an ended session stays ended"


def test_an_account_that_is_also_elsewhere_stays_and_loses_its_roles_here(borough: Borough, other_borough: Borough):
    lead, by = borough.people["lead"], borough.people["admin"]
    Membership.objects.create(user=lead, role=Role.BOARD_MEMBER, partnership=other_borough.partnership)
    assert close_account(user=lead, partnership=borough.partnership, by=by) is False
    assert User.objects.get(pk=lead.pk).is_active
    assert [one.partnership for one in lead.memberships.all()] == [other_borough.partnership]


def test_the_last_admin_the_own_account_and_what_others_closed_stay_as_they_are(borough: Borough):
    admin, second = borough.people["admin"], make_member(borough, "second", Role.ADMIN)
    here = {"partnership": borough.partnership}
    with pytest.raises(ActionRefused, match="your own account"):
        close_account(user=admin, by=admin, **here)
    close_account(user=second, by=admin, **here)
    with pytest.raises(ActionRefused, match="only admin who can sign in"):
        close_account(user=admin, by=second, **here)
    lead = borough.people["lead"]
    User.objects.filter(pk=lead.pk).update(is_active=False)
    with pytest.raises(ActionRefused, match="person who looks after this website"):
        reopen_account(user=lead, by=admin, **here)


def test_an_address_counts_once_the_new_one_is_confirmed_and_the_old_one_is_told(borough: Borough):
    lead, admin = borough.people["lead"], borough.client("admin")
    theirs = borough.client("lead")
    address = f"/elmfield/people/{lead.pk}/address/"
    assert "The person who reads the new mailbox" in text_of(admin.post(address, {"email": "Right@example.org"}))
    assert mail.outbox == []
    admin.post(address, {"email": "Right@example.org", "yes": "yes"})
    assert {each.to[0] for each in mail.outbox} == {lead.email, "right@example.org"}
    assert User.objects.get(pk=lead.pk).email == lead.email
    (confirming,) = [each for each in mail.outbox if each.to == ["right@example.org"]]
    (telling,) = [each for each in mail.outbox if each.to == [lead.email]]
    assert "/addresses/" not in telling.body
    link = re.search(r"/addresses/\S+", confirming.body)[0]
    reader = Client()
    assert (reader.get(link).status_code, reader.head(link).status_code) == (200, 200)
    assert User.objects.get(pk=lead.pk).email == lead.email
    reader.post(link)
    assert User.objects.get(pk=lead.pk).email == "right@example.org"
    assert "_auth_user_id" not in reader.session
    assert theirs.get("/elmfield/start/").status_code == 302
    assert reader.post(link).status_code == 410


REFUSED = {
    "their own": "elmfield-lead@example.org",
    "somebody else’s here": "elmfield-board@example.org",
    "an account as which anybody can walk in": "lead@millbrook.example",
}


@pytest.mark.parametrize("email", REFUSED.values(), ids=REFUSED)
def test_an_address_that_cannot_be_is_refused(borough: Borough, email: str):
    at = {"user": borough.people["lead"], "partnership": borough.partnership, "email": email}
    with pytest.raises(ActionRefused):
        addresses.ask_for_another_address(**at, by=borough.people["admin"], build_address=str)


def test_no_admin_takes_over_an_account_that_is_also_elsewhere(borough: Borough, other_borough: Borough):
    boss = other_borough.people["admin"]
    Membership.objects.create(user=boss, role=Role.REVIEWER, partnership=borough.partnership)
    page = borough.client("admin").post(f"/elmfield/people/{boss.pk}/address/", {"email": "me@x.org", "yes": "yes"})
    assert "also have an account elsewhere" in text_of(page)
    assert mail.outbox == []


def test_a_role_is_changed_after_a_question_that_says_what_goes_and_what_comes(borough: Borough):
    held = borough.people["contributor"].memberships.get()
    address, admin = f"/elmfield/people/roles/{held.pk}/change/", borough.client("admin")
    to_lead = {"role": "service_lead", "service": borough.services["ward"].pk}
    asked = text_of(admin.post(address, to_lead))
    assert "They can now" in asked
    assert "submit or reopen a self-assessment" in asked
    held.refresh_from_db()
    assert held.role == "contributor"
    admin.post(address, to_lead | {"yes": "yes"})
    held.refresh_from_db()
    assert held.role == "service_lead"
    assert "Select another role or another place" in text_of(admin.post(address, to_lead))
    last = borough.people["admin"].memberships.get()
    with pytest.raises(ActionRefused, match="only admin"):
        change_role(membership=last, role=Role.REVIEWER, place=None, by=borough.people["admin"])


def test_who_sees_what_says_for_everyone_what_the_pages_ask(borough: Borough):
    held = of_partnership(borough.partnership)
    for service in borough.services.values():
        for kind in KINDS:
            if kind.permission is None or kind.key == "organisation":
                continue
            on = service if kind.of_a_service else borough.partnership
            told = {reason.user for reason in who_sees(kind, on, held)}
            assert told == {user for user in borough.people.values() if has_permission(user, kind.permission, on)}
    page = text_of(borough.client("admin").get("/elmfield/people/who-sees-what/", {"service": "ward"}))
    assert "Elmfield leader Organisation lead, Hospital, which this belongs to" in page
    assert "No one, in any role." in page
    reviewer = borough.people["reviewer"]
    page = text_of(borough.client("admin").get(f"/elmfield/people/{reviewer.pk}/"))
    assert "before anyone has looked at them The whole partnership (Safeguarding reviewer)" in page


def test_reading_who_sees_what_takes_an_admin(borough: Borough):
    assert not has_permission(borough.people["lead"], Permission.MANAGE_PEOPLE, borough.partnership)
    assert borough.client("lead").get("/elmfield/people/who-sees-what/").status_code == 403


def test_no_one_accepts_an_invitation_for_someone_who_has_an_account(borough: Borough):
    """Whoever makes a link to pass on by hand holds it too."""
    admin, them = borough.people["admin"], make_borough("oakham").people["lead"]
    asked = Invitation(partnership=borough.partnership, email=them.email, role=Role.PROGRAMME_LEAD)
    invite(invitation=asked, by=admin, build_address=str)
    page = f"/invitations/{make_link(invitation=asked, by=admin)}/"
    for browser in (Client(), borough.client("admin")):
        answer = browser.post(page, {"name": "Somebody else"})
        assert answer.url == f"/accounts/sign-in/?next={quote(page, safe='')}"
    assert not them.memberships.filter(partnership=borough.partnership).exists()
    assert signed_in(them).post(page, {"name": ""}).url == "/elmfield/start/"
    assert them.memberships.filter(partnership=borough.partnership).exists()


def test_what_the_site_closed_no_partnership_opens_and_an_old_address_lets_no_one_in(borough: Borough):
    lead, admin, place = borough.people["lead"], borough.people["admin"], borough.partnership
    keeper = signed_in(make_user("keeper", is_staff=True, is_superuser=True))
    page, said = f"/admin/organisations/user/{lead.pk}/change/", {"email": lead.email, "name": "Lead"}
    EmailAddress.objects.create(user=lead, email=lead.email, verified=True, primary=True)
    close_account(user=lead, partnership=place, by=admin)
    with zeal_ignore():  # Django's own page reads the row to show it and again to hold it
        for sent in ({**said, "is_active": "on"}, said):
            assert keeper.post(page, sent).status_code == 302
    with pytest.raises(ActionRefused, match="looks after this website"):
        reopen_account(user=lead, partnership=place, by=admin)
    with zeal_ignore():
        assert keeper.post(page, {**said, "email": "new@example.org", "is_active": "on"}).status_code == 302
    assert not EmailAddress.objects.filter(user=lead).exists()


def test_a_changed_role_is_on_record_by_number_and_not_by_name(borough: Borough):
    lead = borough.people["lead"]
    change_role(membership=lead.memberships.get(), role=Role.TRAINING_LEAD, place=None, by=borough.people["admin"])
    entry = AuditEntry.objects.get(what="changed a role")
    assert entry.person == lead
    assert entry.about == "Service lead, Ward → Training lead, Elmfield Partnership"


def test_people_put_their_own_name_right(borough: Borough):
    lead, page = borough.people["lead"], "/accounts/your-name/"
    client = borough.client("lead")
    assert lead.name in client.get(page).content.decode()
    assert client.post(page, {"name": "  Ann   Smith "}).status_code == 302
    lead.refresh_from_db()
    assert lead.name == "Ann Smith"
    assert Client().get(page).url.startswith("/accounts/sign-in/")


def test_an_address_longer_than_any_is_refused_in_words(borough: Borough):
    long = f"{'x' * 250}@a.example"
    for client, page in (
        (borough.client("admin"), f"/elmfield/people/{borough.people['lead'].pk}/address/"),
        (borough.client("lead"), "/elmfield/services/ward/people/"),
    ):
        answer = client.post(page, {"email": long})
        assert answer.status_code == 200
        assert "254" in text_of(answer) or "Enter an email address" in text_of(answer)
    assert not Invitation.objects.filter(email=long).exists()


def test_no_mail_stays_to_an_address_that_someone_no_longer_has(borough: Borough, other_borough: Borough):
    """After an erasure nothing would lead from it to them: it goes when the address does."""
    lead, admin, place = borough.people["lead"], borough.people["admin"], borough.partnership
    old = lead.email
    for to, of in ((old, place), ("never@example.org", place), ("never@example.org", other_borough.partnership)):
        now = timezone.now()
        OutgoingMail.objects.create(
            to=to, subject="x", kind="reminder", state="sent", made_at=now, next_try_at=now, partnership=of
        )
    asked = {"user": lead, "partnership": place, "by": admin, "build_address": str}
    addresses.ask_for_another_address(email="never@example.org", **asked)
    OutgoingMail.objects.filter(kind="address").update(state="sent")
    addresses.take_back_address(user=lead, partnership=place, by=admin)
    assert set(OutgoingMail.objects.filter(to="never@example.org").values_list("partnership", flat=True)) == {
        other_borough.partnership.pk
    }
    change = addresses.ask_for_another_address(email="right@example.org", **asked)
    OutgoingMail.objects.filter(kind="address").update(state="sent")
    addresses.confirm_address(change=change)
    assert not OutgoingMail.objects.filter(to=old).exists()


def test_whoever_has_accepted_need_not_type_their_address_again(borough: Borough):
    asked = Invitation(partnership=borough.partnership, email="new@example.org", role=Role.PROGRAMME_LEAD)
    invite(invitation=asked, by=borough.people["admin"], build_address=str)
    page = f"/invitations/{make_link(invitation=asked, by=borough.people['admin'])}/"
    answer = Client().post(page, {"name": "New"}, follow=True)
    assert 'value="new@example.org"' in answer.content.decode()
