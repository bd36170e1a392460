"""What is sent after the session has ended is shown again, to be sent once more; a stranger's form never is."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from activities.models import Briefing
from organisations.models import User
from organisations.signed_out import MOST
from signing_in.models import Session
from tests.builders import TODAY, Borough, days, signed_in, text_of

pytestmark = pytest.mark.slow
WORDS = "they asked about supervision\nand about rooms"


def briefing_at(borough: Borough) -> str:
    return reverse("activities:briefing-create", args=[borough.slug, "ward"])


def sent(**more) -> dict:
    day = TODAY - days(2)
    return {"day": day, "how": "team_meeting", "people_reached": 8, "team_size": 12, "note": WORDS} | more


def hidden_fields(page) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode())
    return {name: value.replace("&#x27;", "'") for name, value in found}


def test_a_form_that_arrives_signed_out_is_shown_and_can_be_sent_again(borough: Borough):
    page = Client().post(briefing_at(borough), sent())
    assert page.status_code == 403
    assert "Nothing was saved, because you had been signed out." in text_of(page)
    assert f"{WORDS}</textarea>" in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    again = hidden_fields(page)
    assert again["people_reached"] == "8"
    borough.client("lead").post(briefing_at(borough), again)
    assert Briefing.objects.get().note.splitlines() == WORDS.splitlines()


def test_what_the_page_sends_of_its_own_is_sent_again_and_not_shown_as_typed(borough: Borough):
    marks = '{"note": "abc", "day": "def"}'
    page = Client().post(briefing_at(borough), sent(seen=marks, go="Save briefing"))
    assert page.context["typed"] == [WORDS]
    assert ("seen", marks) in page.context["fields"]
    assert Client().post(briefing_at(borough), sent(note="", seen=marks)).status_code == 302


def test_nothing_of_it_is_kept_on_the_server(borough: Borough):
    client = Client()
    client.post(briefing_at(borough), sent())
    assert set(client.cookies) == {"csrftoken"}
    assert not Session.objects.exists()


def test_a_press_without_words_leads_to_the_sign_in_page_as_ever(borough: Borough):
    answer = Client().post(briefing_at(borough), sent(note=""))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_request_login_code"))
    autosave = Client(headers={"X-Autosave": "yes"}).post(briefing_at(borough), sent())
    assert autosave.status_code == 302


@pytest.fixture
def strict(borough: Borough) -> Client:
    """A browser of the lead whose forms are checked."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = borough.client("lead").cookies
    return client


def test_an_expired_proof_from_our_own_page_shows_what_was_typed_and_sends_it_with_a_new_one(
    borough: Borough, strict: Client
):
    page = strict.post(
        briefing_at(borough), sent(csrfmiddlewaretoken="x" * 64), headers={"origin": "http://testserver"}
    )
    assert page.status_code == 403
    assert "Send this again" in text_of(page)
    assert WORDS in page.content.decode()
    again = hidden_fields(page)
    assert again["csrfmiddlewaretoken"] != "x" * 64
    strict.post(briefing_at(borough), again)
    assert Briefing.objects.count() == 1


@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {}])
def test_a_form_of_another_site_is_neither_shown_nor_offered_again(borough: Borough, strict: Client, headers: dict):
    page = strict.post(briefing_at(borough), sent(), headers=headers)
    assert page.status_code == 403
    assert WORDS not in page.content.decode()
    assert "Send it again" not in text_of(page)
    assert "people_reached" not in page.content.decode()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/accounts/sign-in/code/", {"code": "AB CD EF"}),
        ("/admin/login/", {"username": "ada@example.org", "password": "a long secret"}),
    ],
)
def test_a_password_or_a_code_is_never_put_into_a_page(path: str, fields: dict):
    client = Client(enforce_csrf_checks=True)
    page = client.post(path, fields, headers={"origin": "http://testserver"})
    assert page.status_code == 403
    assert "a long secret" not in page.content.decode()
    assert "AB CD EF" not in page.content.decode()
    assert "Go back to the page, reload it, then send it again." in text_of(page) or "go back to the form" in text_of(
        page
    )


def test_a_password_of_several_words_that_arrives_signed_out_is_not_put_into_a_page(borough: Borough):
    page = Client().post("/admin/organisations/user/", {"username": "ada", "password": "a long secret"})
    assert page.status_code == 302
    page = Client().post("/admin/organisations/user/", {"note": "two words", "new_password1": "a long secret"})
    assert "a long secret" not in page.content.decode()


def test_a_form_of_our_own_address_without_encryption_is_a_strangers(borough: Borough, strict: Client):
    """Anyone on the way can make a page of it, whatever it is called."""
    for origin, is_ours in (("http://testserver", False), ("https://testserver", True)):
        page = strict.post(briefing_at(borough), sent(), headers={"origin": origin}, secure=True)
        assert page.status_code == 403
        assert ("Send it again" in text_of(page)) is is_ours
        assert (WORDS in page.content.decode()) is is_ours


def test_what_is_too_long_to_show_is_not_promised(borough: Borough):
    page = Client().post(briefing_at(borough), sent(note="word " * (MOST // 5 + 1)))
    assert "What you typed is below" not in text_of(page)
    assert "go back to the form and send it again" in text_of(page)


def test_whether_someone_is_signed_in_is_told_to_their_own_browser(borough: Borough):
    told = borough.client("lead").get(reverse("signed-in"))
    assert told.json()["status"] == "signed-in"
    assert "no-store" in told["Cache-Control"]
    assert told.json()["person"] == signed_in(borough.people["lead"]).get(reverse("signed-in")).json()["person"]
    assert told.json()["person"] != borough.client("admin").get(reverse("signed-in")).json()["person"]
    assert Client().get(reverse("signed-in")).json() == {"status": "signed-out"}
    assert Client().post(reverse("signed-in")).status_code == 405


def test_one_whose_account_was_closed_is_not_signed_in_any_more(borough: Borough):
    client = borough.client("lead")
    User.objects.filter(pk=borough.people["lead"].pk).update(is_active=False)
    assert client.get(reverse("signed-in")).json() == {"status": "signed-out"}


def test_the_key_of_a_person_stands_on_pages_of_those_who_work_here_only(borough: Borough):
    assert "data-person=" in borough.client("lead").get(reverse("start-page", args=[borough.slug])).content.decode()
    assert "data-person=" not in Client().get(reverse("privacy")).content.decode()
    assert "data-person=" not in borough.client("lead").get("/s/never-was/").content.decode()
