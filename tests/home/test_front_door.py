"""The front page: a real installation's, which names no one who did not agree, and a demonstration's, with its door."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape
from PIL import Image

from demonstration import build as building
from demonstration import pictures
from demonstration.people import PEOPLE
from organisations.models import AuditEntry, Membership, Partnership, User
from organisations.roles import Role
from signing_in.models import Session
from tests.builders import Borough, make_borough, make_user, signed_in, text_of

pytestmark = [pytest.mark.slow, pytest.mark.anywhere]

WALK_IN = "/demonstration/walk-in/"


def agree(borough: Borough) -> None:
    Partnership.objects.filter(pk=borough.partnership.pk).update(is_listed=True)


def front_page() -> str:
    return text_of(Client().get("/"))


# --- a real installation ---------------------------------------------------------------------------


def test_no_one_is_named_who_did_not_agree(borough: Borough, other_borough: Borough):
    response = Client().get("/")
    page = text_of(response)
    assert "Elmfield" not in response.content.decode()
    assert "Oakham" not in response.content.decode()
    assert "Becoming trauma-informed, together" in page
    assert "Sign in with the email address" in page


def test_the_one_partnership_that_agreed_has_the_front_page_to_itself(borough: Borough, other_borough: Borough):
    agree(borough)
    response = Client().get("/")
    page = response.content.decode()
    assert "<h1" in page
    assert text_of(response).startswith("Elmfield Partnership We want every child")
    for address in ("/elmfield/pledges/", "/elmfield/events/", "/accounts/sign-in/"):
        assert f'href="{address}"' in page
    assert "Oakham" not in page


def test_several_that_agreed_are_chosen_among_and_no_other_is_named(framework):
    boroughs = [make_borough(slug) for slug in ("elmfield", "oakham", "ashby")]
    for each in boroughs[:2]:
        agree(each)
    response = Client().get("/")
    page = text_of(response)
    assert "Partnerships that use this site Elmfield Partnership Oakham Partnership" in page
    assert 'href="/elmfield/"' in response.content.decode()
    assert "Ashby" not in page


def test_nothing_there_yet_is_said_kindly(db):
    assert "Becoming trauma-informed, together" in front_page()


def test_someone_who_works_in_one_partnership_goes_to_their_start_page_whichever_is_listed(
    borough: Borough, other_borough: Borough
):
    agree(other_borough)
    assert borough.client("lead").get("/").url == "/elmfield/start/"


def test_someone_without_a_role_is_told_so_and_shown_no_ones_name(borough: Borough):
    agree(borough)
    page = text_of(signed_in(make_user("lost")).get("/"))
    assert "You are signed in as lost@example.org, but you do not have a role in a partnership yet." in page
    assert "Elmfield" not in page


# --- agreeing to be listed -------------------------------------------------------------------------


def test_an_admin_agrees_and_takes_it_back_and_both_are_on_record(borough: Borough):
    client = borough.client("admin")
    address = f"/{borough.slug}/front-page/"
    page = client.post(address, {"is_listed": "on"}, follow=True)
    assert "The front page now names" in text_of(page)
    assert "checked" in page.content.decode()
    assert front_page().startswith("Elmfield Partnership")
    client.post(address, {"is_listed": "on"})  # once more changes nothing, and is not worth an entry
    page = client.post(address, {}, follow=True)
    assert "The front page does not name Elmfield Partnership." in text_of(page)
    assert "Elmfield" not in front_page()
    said = AuditEntry.objects.order_by("pk").values_list("what", "by__email")
    assert list(said) == [
        ("agreed to be named on the front page", "elmfield-admin@example.org"),
        ("left the front page", "elmfield-admin@example.org"),
    ]


def test_being_listed_changes_nothing_else_of_a_partnership(borough: Borough):
    client = borough.client("admin")
    client.get(f"/{borough.slug}/front-page/")
    Partnership.objects.filter(pk=borough.partnership.pk).update(name="Elmfield and Oakham", colour="#6b3f69")
    client.post(f"/{borough.slug}/front-page/", {"is_listed": "on", "name": "Mine", "is_demonstration": "on"})
    now = Partnership.objects.get(pk=borough.partnership.pk)
    assert (now.name, now.colour, now.is_listed, now.is_demonstration) == (
        "Elmfield and Oakham",
        "#6b3f69",
        True,
        False,
    )


# --- the demonstration's door ----------------------------------------------------------------------


@pytest.fixture
def millbrook(db) -> Partnership:
    """The demonstration's places and people, without what they did."""
    partnership = Partnership.objects.create(slug="millbrook", name="Millbrook Partnership", is_demonstration=True)
    building._places(partnership)
    building._people(partnership)
    return partnership


def walk_in(account: str, client: Client | None = None):
    return (client or Client()).post(WALK_IN, {"account": account})


def test_the_door_offers_everyone_of_the_demonstration_with_what_they_will_see(millbrook: Partnership):
    page = front_page()
    assert len(PEOPLE) == 12
    for person in PEOPLE:
        assert f"Sign in as {person.name}" in page
        assert str(person.work) in page
        assert str(person.sees) in page


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.account)
def test_one_press_walks_in_as_each_of_them(person, millbrook: Partnership):
    client = Client()
    answer = walk_in(person.account, client)
    assert answer.url == "/millbrook/start/"
    page = client.get(answer.url).content.decode()
    assert f'<span class="tip-menu__name">{escape(person.name)}</span>' in page  # the account menu has the name
    assert 'href="/demonstration/#walk-in"' in page  # and the way to be someone else


def test_every_role_has_someone_to_walk_in_as():
    assert {person.role for person in PEOPLE} == set(Role)


def test_one_can_be_someone_else_afterwards(millbrook: Partnership):
    client = Client()
    walk_in("service", client)
    walk_in("board", client)
    assert ">Margaret Hill</span>" in client.get("/millbrook/start/").content.decode()


def test_walking_in_begins_a_new_session(millbrook: Partnership):
    client = Client()
    client.session.save()
    session = client.session
    session["before"] = "planted by somebody else"
    session.save()
    client.cookies["sessionid"] = session.session_key
    walk_in("service", client)
    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()
    walk_in("board", client)
    assert "before" not in client.session


def test_walking_in_needs_a_token_of_our_own_page(millbrook: Partnership):
    strict = Client(enforce_csrf_checks=True)
    assert walk_in("service", strict).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', strict.get("/").content.decode()).group(1)
    assert strict.post(WALK_IN, {"account": "service", "csrfmiddlewaretoken": token}).status_code == 302


def nobody_gets_in(account: str) -> bool:
    client = Client()
    return walk_in(account, client).status_code == 404 and "_auth_user_id" not in client.session


def test_merely_opening_the_address_signs_no_one_in(millbrook: Partnership):
    client = Client()
    assert client.get(WALK_IN, {"account": "service"}).status_code == 405
    assert "_auth_user_id" not in client.session


def test_no_one_gets_in_as_anyone_else(millbrook: Partnership, borough: Borough):
    User.objects.create(email="mayor@millbrook.example", password="!")
    Membership.objects.create(
        user=User.objects.get(email="mayor@millbrook.example"), role="admin", partnership=millbrook
    )
    for account in (
        "elmfield-admin@example.org",
        "elmfield-admin",
        "mayor",
        "service@millbrook.example",
        "",
        "SERVICE",
    ):
        assert nobody_gets_in(account), account


def test_where_the_demonstration_is_off_there_is_no_door(millbrook: Partnership, settings):
    settings.DEMONSTRATION_BOROUGH = False
    assert nobody_gets_in("service")
    assert Client().get(WALK_IN).status_code == 404
    assert Client().get("/demonstration/").status_code == 404
    page = front_page()
    assert "Sign in as" not in page
    assert "Millbrook" not in page


def make_staff(user: User, borough: Borough) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=True)


def make_superuser(user: User, borough: Borough) -> None:
    User.objects.filter(pk=user.pk).update(is_superuser=True)


def deactivate(user: User, borough: Borough) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def give_a_real_role(user: User, borough: Borough) -> None:
    Membership.objects.create(user=user, role=Role.REVIEWER, partnership=borough.partnership)


def end_its_role(user: User, borough: Borough) -> None:
    user.memberships.all().delete()


def change_its_role(user: User, borough: Borough) -> None:
    user.memberships.update(role=Role.ADMIN, service=None)


@pytest.mark.parametrize(
    "happens", [make_staff, make_superuser, deactivate, give_a_real_role, end_its_role, change_its_role]
)
def test_an_account_that_became_more_or_less_than_made_up_is_no_one_to_walk_in_as(
    happens: Callable[[User, Borough], None], millbrook: Partnership, borough: Borough
):
    assert not nobody_gets_in("service")
    happens(User.objects.get(email="service@millbrook.example"), borough)
    assert nobody_gets_in("service")
    assert not nobody_gets_in("board")
    assert "Sign in as Amira Hussain" not in text_of(Client().get("/demonstration/"))


def test_a_real_partnership_that_calls_itself_millbrook_has_no_door(db):
    partnership = Partnership.objects.create(slug="millbrook", name="Millbrook Partnership")
    building._places(partnership)
    building._people(partnership)
    assert nobody_gets_in("service")
    assert Client().get("/demonstration/").status_code == 404


# --- both in one installation ----------------------------------------------------------------------


def test_beside_a_real_partnership_the_demonstration_is_a_door_at_the_end(millbrook: Partnership, borough: Borough):
    page = front_page()
    assert "Sign in as" not in page
    assert "is a demonstration" in page
    agree(borough)
    page = front_page()
    assert page.startswith("Elmfield Partnership")
    assert "Go to the demonstration" in page
    assert "Sign in as Amira Hussain" in text_of(Client().get("/demonstration/"))


def test_a_demonstration_is_never_listed_as_a_partnership(millbrook: Partnership, borough: Borough):
    Partnership.objects.update(is_listed=True)
    page = front_page()
    assert page.startswith("Elmfield Partnership")
    assert "Partnerships that use this site" not in page


# --- the pictures ----------------------------------------------------------------------------------


def every_file() -> list[pictures.Taken]:
    return [each for picture in pictures.EVERY_PICTURE for each in (picture, picture.phone) if each]


@pytest.mark.parametrize("taken", every_file(), ids=lambda taken: taken.name)
def test_a_picture_is_there_small_and_as_large_as_the_page_says(taken: pictures.Taken, millbrook: Partnership):
    path = pictures.FOLDER / f"{taken.name}.webp"
    assert path.stat().st_size < 150_000
    with Image.open(path) as picture:
        width, height = picture.size
    page = Client().get("/").content.decode()
    assert re.search(rf'(src|srcset)="/static/door/{taken.name}\.webp" width="{width}" height="{height}"', page)


def test_a_picture_says_in_words_what_it_shows(millbrook: Partnership):
    said = re.findall(r'<img src="/static/door/\S+"[^>]* alt="([^"]*)"', Client().get("/").content.decode())
    assert len(said) == 4
    assert all(len(words) > 80 for words in said)


def test_no_picture_lies_unused_beside_them():
    assert {path.stem for path in pictures.FOLDER.iterdir()} == {taken.name for taken in every_file()}
