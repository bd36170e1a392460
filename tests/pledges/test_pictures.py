"""A pledge's picture: what is taken, what is refused, and what is left of it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image

from pledges.models import Pledge, PledgePicture
from stored_files import pictures
from stored_files.pictures import MOST_BYTES, NotAPicture, checked_picture
from tests.builders import TODAY, Borough, text_of
from tests.pledges.test_pledges import WORDS, make, sent

pytestmark = [pytest.mark.slow, pytest.mark.anywhere]

SHOWS = "A tree in our garden"


def drawn(width: int = 40, height: int = 20, kind: str = "JPEG", **more) -> bytes:
    mode = more.pop("mode", "RGB")
    made = io.BytesIO()
    Image.new(mode, (width, height), more.pop("colour", "teal")).save(made, kind, **more)
    return made.getvalue()


def from_a_phone() -> bytes:
    """Taken upright by a phone lying on its side, with the place and the camera in it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Telltale Camera"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (53.0, 37.0, 2.5)
    return drawn(60, 30, exif=exif, comment=b"Secret Street")


def upload(content: bytes, name: str = "tree.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def checked(content: bytes) -> pictures.Picture:
    return checked_picture(io.BytesIO(content), size=len(content))


def post(borough: Borough, **changes):
    at = f"/{borough.slug}/organisations/hospital/pledge/"
    return borough.client("leader").post(at, sent(**changes), follow=True)


def with_picture(borough: Borough, **fields) -> Pledge:
    pledge, picture = make(borough, **fields), checked(drawn())
    here = {"content": picture.content, "width": 40, "height": 20, "digest": picture.digest, "description": SHOWS}
    PledgePicture.objects.create(pledge=pledge, **here)
    return pledge


def test_where_when_and_by_what_it_was_taken_are_gone_from_what_is_kept(borough: Borough):
    sent_in = from_a_phone()
    assert b"Telltale" in sent_in
    assert b"Secret Street" in sent_in
    assert Image.open(io.BytesIO(sent_in)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    page = post(borough, picture=upload(sent_in), description=SHOWS)
    assert "Check your pledge" in text_of(page)
    kept = bytes(PledgePicture.objects.get().content)
    assert [word for word in (b"Exif", b"Telltale", b"Secret", b"GPS", b"http") if word in kept] == []
    image = Image.open(io.BytesIO(kept))
    assert (image.format, dict(image.getexif()), image.info.get("comment")) == ("JPEG", {}, None)
    assert image.size == (30, 60), "turned upright before that is forgotten"


@pytest.mark.parametrize(("width", "height"), [(100, 40_000), (1_600, 31_000), (40_000, 30)])
def test_a_very_long_picture_is_made_smaller_and_can_be_stored(width: int, height: int, borough: Borough):
    page = post(borough, picture=upload(drawn(width, height, "PNG", mode="1", colour=1)), description=SHOWS)
    assert "Check your pledge" in text_of(page)
    kept = PledgePicture.objects.get()
    assert (kept.width, kept.height) == Image.open(io.BytesIO(kept.content)).size
    assert kept.width <= 1600
    assert kept.height <= 2400


def test_a_picture_of_many_greys_keeps_them():
    made = io.BytesIO()
    Image.new("I;16", (20, 20), 32_768).save(made, "PNG")
    grey = Image.open(io.BytesIO(checked(made.getvalue()).content)).getpixel((10, 10))
    assert all(120 <= part <= 136 for part in grey)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_phones_and_computers_make_is_taken_and_no_wider_than_it_needs_to_be(kind: str):
    picture = checked(drawn(2000, 1000, kind))
    assert (picture.width, picture.height) == (1600, 800)
    assert Image.open(io.BytesIO(picture.content)).size == (1600, 800)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "CMYK", "I;16", "1"])
def test_pictures_of_every_kind_of_colour_are_taken(mode: str):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    colour = 0 if mode in ("P", "L", "I;16", "1") else (0,) * len(mode)
    picture = checked(drawn(mode=mode, kind=kind, colour=colour))
    assert Image.open(io.BytesIO(picture.content)).mode == "RGB"


def test_what_was_see_through_is_white():
    picture = checked(drawn(mode="RGBA", kind="PNG", colour=(0, 0, 0, 0)))
    assert min(Image.open(io.BytesIO(picture.content)).getpixel((5, 5))) > 250


NO_PICTURES = {
    "words": b"I am no picture",
    "a page": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "another kind": drawn(kind="GIF"),
    "half of one": drawn(400, 400, "PNG", colour="red")[:-40],
    "its first bytes": b"\xff\xd8\xff",
}


@pytest.mark.parametrize("content", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_refused_and_nothing_typed_is_lost(content: bytes, borough: Borough, monkeypatch):
    monkeypatch.setattr(pictures.ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as making a PDF leaves it
    page = post(borough, picture=upload(content), description=SHOWS)
    assert "must be a JPEG, PNG or WebP picture" in text_of(page)
    assert WORDS in page.content.decode()
    assert f'value="{SHOWS}"' in page.content.decode()
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("megabytes", [10, 20])
def test_a_picture_that_is_too_large_is_refused_before_it_is_read(megabytes: int, borough: Borough, monkeypatch):
    monkeypatch.setattr(pictures.Image, "open", lambda *args, **more: pytest.fail("It was opened."))
    page = post(borough, picture=upload(b"\xff\xd8" + b"\0" * megabytes * 1024 * 1024), description=SHOWS)
    assert "must be 10 MB or smaller" in text_of(page)
    assert WORDS in page.content.decode()


def test_a_picture_just_small_enough_is_taken():
    content = drawn()
    assert checked_picture(io.BytesIO(content), size=MOST_BYTES)
    with pytest.raises(NotAPicture, match="10 MB or smaller"):
        checked_picture(io.BytesIO(content), size=MOST_BYTES + 1)


def test_a_small_file_with_a_huge_picture_in_it_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = drawn(9000, 9000, "PNG", mode="1", colour=0)
    assert len(bomb) < 100_000
    monkeypatch.setattr(pictures.Image.Image, "draft", lambda *args: pytest.fail("It was decoded."))
    with pytest.raises(NotAPicture, match="too many pixels"):
        checked(bomb)


def test_someone_who_makes_another_mistake_hears_that_the_picture_must_be_chosen_again(borough: Borough):
    page = post(borough, picture=upload(drawn()), description=SHOWS, leader_name="")
    assert "Select the picture again. Everything else you entered is still here." in text_of(page)


def test_a_picture_is_described_for_those_who_cannot_see_it(borough: Borough):
    assert "Enter what the picture shows" in text_of(post(borough, picture=upload(drawn())))
    assert not PledgePicture.objects.exists()


def test_a_picture_stays_is_changed_and_goes(borough: Borough):
    post(borough, picture=upload(drawn()), description=SHOWS)
    pledge, leader = Pledge.objects.get(), borough.client("leader")
    edit, before = f"/{borough.slug}/pledges/{pledge.pk}/edit/", PledgePicture.objects.get().digest
    assert "Picture now:" in text_of(leader.get(edit))
    leader.post(edit, sent(description="A better description"))
    assert PledgePicture.objects.get().description == "A better description"
    assert "Enter what the picture shows" in text_of(leader.post(edit, sent(description="")))
    leader.post(edit, sent(picture=upload(drawn(50, 50, colour="red")), description=SHOWS))
    assert PledgePicture.objects.get().digest != before
    leader.post(edit, sent(without_picture="on"))
    assert not PledgePicture.objects.exists()


def test_everyone_sees_the_picture_of_a_pledge_on_the_wall_and_may_keep_it_for_an_hour(borough: Borough):
    pledge = with_picture(borough, state="agreed", agreed_on=TODAY)
    page = Client().get(f"/{borough.slug}/pledges/").content.decode()
    assert f'alt="{SHOWS}"' in page
    at = f"/{borough.slug}/pledges/{pledge.pk}/picture.jpg"
    assert at in page
    picture = Client().get(at)
    assert picture["Content-Type"] == "image/jpeg"
    assert picture.content == bytes(pledge.picture.content)
    assert picture["Cache-Control"] == "public, max-age=3600"
    again = Client().get(at, headers={"If-None-Match": picture["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert picture.cookies == {}


def test_a_picture_that_is_not_on_the_wall_is_for_its_people_and_no_one_keeps_it(borough: Borough):
    for fields in ({"state": "proposed"}, {"state": "agreed", "agreed_on": TODAY, "is_public": False}):
        pledge = with_picture(borough, **fields)
        at = f"/{borough.slug}/pledges/{pledge.pk}/picture.jpg"
        statuses = {who: borough.client(who).get(at).status_code for who in ("leader", "admin", "lead", "board")}
        assert statuses == {"leader": 200, "admin": 200, "lead": 404, "board": 404}
        assert Client().get(at).status_code == 404
        assert borough.client("leader").get(at)["Cache-Control"] == "private, no-store"


def test_no_one_agrees_to_a_picture_they_have_not_seen(borough: Borough):
    pledge = with_picture(borough)
    at = f"/{borough.slug}/pledges/{pledge.pk}/agree/"
    page = borough.client("admin").post(at, {"words": WORDS, "picture": "another"}, follow=True)
    assert "The picture of this pledge has just changed." in text_of(page)
    page = borough.client("admin").post(at, {"words": WORDS, "picture": pledge.picture.digest}, follow=True)
    assert "It is on the public pledge wall now." in text_of(page)
