"""An erased account is a former user: nothing in the database says who it was."""

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import call_command
from django.db import models

from activities.models import Champion
from background.models import OutgoingMail
from data_protection.actions.erasing import FORMER, erase
from data_protection.models import Erasure, NamedSomewhere
from data_protection.own_data import everything, known_here
from organisations.actions import ActionRefused, invite
from organisations.models import AuditEntry, ImportDraft, Invitation, Membership, User
from organisations.roles import Role
from organisations.sessions import all_sessions
from signing_in.session_store import SessionStore
from surveys.models import ContactRequest, SafetySettings
from tests.builders import NOON, TODAY, Borough, make_borough, make_member, signed_in

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Zephania Quill", "zephania.quill@example.org"


def known(borough: Borough) -> User:
    """Someone of whom there is a row of everything."""
    user = make_member(borough, "zed", Role.SERVICE_LEAD, service=borough.services["ward"])
    User.objects.filter(pk=user.pk).update(name=NAME, email=ADDRESS)
    user.refresh_from_db()
    place = borough.partnership
    invite(
        invitation=Invitation(partnership=place, role=Role.BOARD_MEMBER, email=ADDRESS),
        by=borough.people["admin"], build_address=lambda token: f"http://x/{token}", at=NOON,
    )  # fmt: skip
    Champion.objects.create(
        partnership=place, name=NAME, email=ADDRESS.upper(), organisation=borough.organisations["council"], since=TODAY
    )
    AuditEntry.objects.create(partnership=place, by=user, at=NOON, what="said", about="a service")
    ImportDraft.objects.create(
        partnership=place, by=borough.people["admin"], what="people", file_name="a.csv",
        book_text=f"name,email\nZ,{ADDRESS}", sent_at=NOON,
    )  # fmt: skip
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    signed_in(user)
    membership = user.memberships.get()
    membership.role = Role.CONTRIBUTOR
    membership.save(update_fields=["role"])  # auditlog writes the name of the role's holder
    return user


def columns_with(*words: str) -> list[str]:
    """Every column of the database in which one of these stands, in whatever letters."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField):
                for row in model._base_manager.values_list(field.name, flat=True):
                    value = bytes(row).decode(errors="ignore") if isinstance(row, bytes | memoryview) else str(row)
                    if any(word.lower() in value.lower() for word in words):
                        found.append(f"{model._meta.label}.{field.name}")
    return sorted(set(found))


def test_after_an_erasure_no_column_holds_the_address_or_the_name(borough: Borough):
    user = known(borough)
    waits = SessionStore()
    waits["account_login"] = {"email": ADDRESS}
    waits.save(must_create=True)
    before = columns_with(ADDRESS, NAME)
    sessions = user.get_session_auth_hash()
    assert {"auditlog.LogEntry.object_repr", "organisations.ImportDraft.book_text"} < set(before)
    erase(user=user, by=borough.people["admin"], partnership=borough.partnership, at=NOON)
    assert columns_with(ADDRESS, NAME, ADDRESS.split("@")[0]) == []
    assert not SessionStore().exists(waits.session_key)
    user.refresh_from_db()
    assert str(user).startswith(FORMER)
    assert not user.is_active
    assert not user.has_usable_password()
    gone = (Membership, Authenticator)
    assert not all_sessions().filter(user=user).exists()
    assert not any(model.objects.filter(user=user).exists() for model in gone)
    assert not OutgoingMail.objects.filter(to__iexact=ADDRESS).exists()
    assert not Invitation.objects.exists()
    # Wherever sessions are kept, none of theirs opens anything any more.
    assert user.get_session_auth_hash() != sessions
    # What they did stays by the number of the account.
    assert AuditEntry.objects.filter(by=user, what="said").get().about == "a service"
    assert Erasure.objects.get().account == user.pk


def test_their_sessions_end_in_the_same_request(borough: Borough):
    user = known(borough)
    browser = signed_in(user)
    assert browser.get("/elmfield/start/").status_code == 200
    page = f"/elmfield/data-protection/person/{user.pk}/erase/"
    asked = borough.client("admin").get(page).content.decode()
    assert "What goes" in asked
    assert "What stays, and why" in asked
    wrong = borough.client("admin").post(page, {"email": "someone@example.org"})
    assert wrong.status_code == 200
    assert User.objects.filter(email=ADDRESS).exists()
    assert borough.client("admin").post(page, {"email": ADDRESS.upper()}).status_code == 302
    assert browser.get("/elmfield/start/").status_code == 302
    assert borough.client("admin").get(page).status_code == 404


def test_a_name_in_a_text_is_listed_and_not_shown_and_someone_looks(borough: Borough):
    user = known(borough)
    from learning.actions.naming import name_openly

    place = borough.organisations["council"]
    name_openly(partnership=borough.partnership, organisation=place, words=f"Ask {NAME} first", by=user, on=TODAY)
    other = make_borough("oakham", with_round=False)
    name_openly(
        partnership=other.partnership, organisation=other.organisations["council"], words=f"Like {NAME}",
        by=other.people["lead"], on=TODAY,
    )  # fmt: skip
    done = erase(user=user, by=borough.people["admin"], partnership=borough.partnership, at=NOON)
    found = NamedSomewhere.objects.get(erasure=done, model="learning.Barrier")
    assert found.rows == 1  # what another partnership wrote is not told of
    page = f"/elmfield/data-protection/erased/{done.pk}/"
    assert NAME not in borough.client("admin").get(page).content.decode()
    borough.client("admin").post(f"{page}looked/{found.pk}/")
    found.refresh_from_db()
    assert found.looked_at_by == borough.people["admin"]


def test_the_last_admin_and_those_of_other_places_are_refused(borough: Borough):
    admin, user = borough.people["admin"], known(borough)
    with pytest.raises(ActionRefused, match="only admin"):
        erase(user=admin, by=None)
    with pytest.raises(ActionRefused, match="your own account"):
        erase(user=admin, by=admin, partnership=borough.partnership)
    other = make_borough("oakham", with_round=False)
    Membership.objects.create(user=user, role=Role.ADMIN, partnership=other.partnership)
    with pytest.raises(ActionRefused, match="look after this installation"):
        erase(user=user, by=admin, partnership=borough.partnership)
    assert User.objects.filter(email=ADDRESS).exists()


def test_who_is_alerted_is_not_erased_before_someone_else_is(borough: Borough):
    user = known(borough)
    SafetySettings.objects.create(partnership=borough.partnership, escalation_name=NAME, escalation_email=ADDRESS)
    with pytest.raises(ActionRefused, match="alert"):
        erase(user=user, by=borough.people["admin"], partnership=borough.partnership)


def test_whoever_looks_after_the_installation_erases_by_a_command_and_in_the_admin(borough: Borough, capsys):
    user = known(borough)
    call_command("erase_person", ADDRESS, again=ADDRESS)
    user.refresh_from_db()
    assert not user.is_active
    assert "is erased" in capsys.readouterr().out


def test_in_the_admin_an_account_is_erased_by_an_action(borough: Borough):
    user = known(borough)
    keeper = User.objects.create_superuser("keeper@example.org")
    said = {"action": "erase_accounts", "_selected_action": [user.pk], "sure": "yes"}
    signed_in(keeper).post("/admin/organisations/user/", {**said, "sure": ""})
    assert User.objects.filter(email=ADDRESS).exists()  # asked once more first
    signed_in(keeper).post("/admin/organisations/user/", said)
    assert not User.objects.filter(email=ADDRESS).exists()


def test_nobody_else_s_address_is_touched_though_it_ends_alike(borough: Borough):
    """n@example.org is a part of ann@example.org, and another person."""
    place = borough.partnership
    SafetySettings.objects.create(partnership=place, escalation_name="Ann", escalation_email="ann@example.org")
    asked = ContactRequest.objects.create(
        partnership=place, name="L", reach="ann@example.org", about="a secret", due_on=TODAY
    )
    user = make_member(borough, "zed", Role.CONTRIBUTOR, service=borough.services["ward"])
    User.objects.filter(pk=user.pk).update(email="n@example.org")
    user.refresh_from_db()
    assert "a secret" not in str(everything(user))
    assert "contact" not in str(known_here("ann@example.org", place)["found"]).lower()  # that is reviewers' to read
    erase(user=user, by=borough.people["admin"], partnership=place, at=NOON)
    asked.refresh_from_db()
    assert SafetySettings.objects.get().escalation_email == asked.reach == "ann@example.org"
