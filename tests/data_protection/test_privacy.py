"""A partnership's privacy page says who is responsible, and what is not filled in; its look is its own."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from data_protection.models import Logo, PrivacyNotice
from tests.builders import Borough

pytestmark = pytest.mark.django_db
SAID = {
    "controller": "Elmfield Borough Council", "controller_address": "1 High Street", "officer": "The officer",
    "officer_email": "dpo@elmfield.example", "contact": "Call us", "basis": "public_task",
    "basis_words": "The law asks us", "complaints": "Write to us first",
}  # fmt: skip
EDIT, PAGE = "/elmfield/privacy/edit/", "/elmfield/privacy/"


def test_anyone_reads_who_is_responsible_and_what_is_not_filled_in(borough: Borough):
    page = Client().get(PAGE).content.decode()
    assert "Not filled in yet: who is responsible, the data protection officer" in page
    assert "Information Commissioner" in page
    assert "12 months after results are released" in page
    assert borough.client("admin").post(EDIT, {**SAID, "officer": "", "seen": "0"}).status_code == 302
    page = Client().get(PAGE).content.decode()
    assert "Elmfield Borough Council is responsible" in page
    assert "Article 6(1)(e)" in page
    assert "Not filled in yet: the data protection officer." in page


def test_each_time_is_a_version_and_the_one_before_stays(borough: Borough):
    admin = borough.client("admin")
    admin.post(EDIT, {**SAID, "seen": "0"})
    admin.post(EDIT, {**SAID, "seen": "1"})  # the same again
    assert PrivacyNotice.objects.count() == 1
    admin.post(EDIT, {**SAID, "controller": "Another Council", "seen": "1"})
    assert "Elmfield Borough Council is responsible" in Client().get(f"{PAGE}versions/1/").content.decode()
    assert "Another Council is responsible" in Client().get(PAGE).content.decode()


def test_who_came_too_late_keeps_what_they_typed(borough: Borough):
    admin = borough.client("admin")
    admin.post(EDIT, {**SAID, "seen": "0"})
    late = admin.post(EDIT, {**SAID, "controller": "Mine", "seen": "0"})
    assert late.status_code == 200
    assert "Someone else has published" in late.content.decode()
    assert 'value="Mine"' in late.content.decode()
    assert PrivacyNotice.objects.count() == 1


def test_surveys_and_the_foot_of_pages_lead_there(borough: Borough):
    assert PAGE in Client().get("/elmfield/").content.decode()


def picture(**said) -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(made, "PNG", **said)
    return SimpleUploadedFile("logo.png", made.getvalue())


def look(**said) -> dict:
    return {"colour": "#14525a", "contact_email": "", "description": "", **said}


def test_an_admin_sets_a_colour_that_can_be_read_and_a_logo(borough: Borough):
    admin, page = borough.client("admin"), "/elmfield/data-protection/look/"
    refused = admin.post(page, look(colour="#ffffff"))
    assert "hard to read" in refused.content.decode()
    refused = admin.post(page, look(logo=picture()))
    assert "Enter what the logo shows" in refused.content.decode()
    svg = SimpleUploadedFile("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    assert "must be a JPEG" in admin.post(page, look(logo=svg, description="x")).content.decode()
    seen = admin.post(page, look(colour="#301020", preview="Preview")).content.decode()
    assert "--tip-brand: #301020" in seen
    borough.partnership.refresh_from_db()
    assert borough.partnership.colour != "#301020"
    said = look(colour="#102030", contact_email="ask@elmfield.example", logo=picture(), description="Elmfield")
    assert admin.post(page, said).status_code == 302
    borough.partnership.refresh_from_db()
    assert borough.partnership.colour == "#102030"
    assert Logo.objects.get().description == "Elmfield"
    answer = Client().get("/elmfield/privacy/logo.jpg")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content[:2] == b"\xff\xd8"
    assert "ask@elmfield.example" in Client().get(PAGE).content.decode()
    assert admin.post(page, look(colour="#102030", description="Elmfield", remove="on")).status_code == 302
    assert not Logo.objects.exists()
    assert Client().get("/elmfield/privacy/logo.jpg").status_code == 404
