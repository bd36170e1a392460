"""The page on which an admin takes everything out."""

import pytest
from django.urls import reverse

from background.models import Job
from organisations.models import Membership, Round
from tests.builders import Borough, text_of
from tests.carrying.zips import files_in
from tests.taking import file_from, page_of_file

pytestmark = pytest.mark.slow
PAGE = "/elmfield/exports/everything/"
YES = {"is_looked_after": "on"}


def test_an_admin_finds_it_and_takes_everything_out(borough: Borough):
    admin = borough.client("admin")
    assert PAGE in admin.get(reverse("reporting:exports", args=["elmfield"])).content.decode()
    assert PAGE in admin.get("/elmfield/setup/").content.decode()
    said = text_of(admin.get(PAGE))
    assert "Autumn 2026 is not sealed yet" in said
    assert "personal data of staff and partners" in said
    file = file_from(admin, PAGE, YES)
    assert file["Content-Disposition"].startswith('attachment; filename="elmfield-everything-')
    assert b"Ward" in files_in(file.content)["rows/organisations_service.csv"]


def test_nothing_is_made_before_somebody_says_that_they_will_look_after_it(borough: Borough):
    page = borough.client("admin").post(PAGE, {})
    assert "There is a problem" in text_of(page)
    assert "Confirm that you will keep this file safe" in text_of(page)
    assert not Job.objects.exists()


def test_nobody_else_sees_a_link_to_it(borough: Borough):
    assert PAGE not in borough.client("board").get(reverse("reporting:exports", args=["elmfield"])).content.decode()


def test_while_answers_are_being_sealed_the_page_of_the_file_says_so(borough: Borough):
    Round.objects.update(state="closed", is_being_sealed=True)
    said = text_of(page_of_file(borough.client("admin"), PAGE, YES))
    assert "The answers of Autumn 2026 are being sealed at the moment. Try again when that is done." in said


def test_who_is_no_admin_any_more_does_not_get_the_file(borough: Borough):
    client = borough.client("admin")
    page_of_file(client, PAGE, YES)
    job = Job.objects.get()
    Membership.objects.filter(user=borough.people["admin"]).update(role="board_member")
    answer = borough.client("admin").post(reverse("organisations:file-take", args=["elmfield", job.pk]))
    assert answer.status_code == 403
