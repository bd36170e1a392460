"""The communication pack: posters, slides, texts and QR codes, with and without an open round."""

import io
import zipfile

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from tests.builders import Borough, text_of
from tests.surveys.reading import grade
from tests.taking import file_from

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HERE = ["elmfield"]


def pack(borough: Borough, name: str = "pack", *more, **query):
    return borough.client("lead").get(reverse(f"activities:{name}", args=[*HERE, *more]), query)


def file_of(borough: Borough, name: str):
    return file_from(borough.client("lead"), reverse(f"activities:{name}", args=HERE))


def close(borough: Borough) -> None:
    borough.round.state = "closed"
    borough.round.save()


def test_every_text_names_the_partnership_the_round_and_its_days(borough: Borough):
    text = pack(borough, "pack-text", "texts").content.decode()
    for said in ("Elmfield Partnership", "Autumn 2026", "from 21 September 2026 to 21 October 2026"):
        assert said in text
    assert "http://testserver/elmfield/" in text
    for left_over in ("%(", "{{", "&#x27;", "&quot;"):
        assert left_over not in text


def test_without_an_open_round_it_says_so_and_offers_what_needs_none(borough: Borough):
    close(borough)
    said = text_of(pack(borough))
    assert "No round is open now." in said
    assert "Autumn 2026" not in said
    assert "A few lines about what we do" in said
    assert "Email to service leads" not in said
    assert pack(borough, "pack-poster", "round").status_code == 404
    assert pack(borough, "pack-poster", "we-are").status_code == 200
    assert "how are we doing?" not in text_of(pack(borough, "pack-slides"))
    assert "2026" not in pack(borough, "pack-text", "slides").content.decode()


def test_it_says_where_service_leads_find_the_codes_of_their_surveys(borough: Borough):
    assert "on the service’s page under “Share surveys”" in text_of(pack(borough))


def test_every_post_comes_with_a_description_of_its_picture(borough: Borough):
    posts = pack(borough).context["posts"]
    assert len(posts) == 3
    assert all(post.alt.startswith("A poster from Elmfield Partnership: “") for post in posts)
    assert all(len(post.text) <= 280 for post in posts)


def test_our_features_are_said_in_plain_words_and_another_place_s_in_its_own(borough: Borough):
    said = text_of(pack(borough, "pack-poster", "features"))
    assert "Someone you can trust" in said
    assert "ACEs" not in said
    framework = borough.round.framework
    framework.code = "elsewhere-1"
    framework.save()
    assert framework.features.first().summary in text_of(pack(borough, "pack-poster", "features"))


@pytest.mark.parametrize("which", ["home", "pledges", "events"])
def test_a_qr_code_leads_to_its_page(borough: Borough, which: str):
    picture = pack(borough, "pack-code", which, "png").content
    views = {
        "home": "organisations:partnership-home",
        "pledges": "pledges:pledge-wall",
        "events": "activities:public-events",
    }
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert [one.text for one in read] == ["http://testserver" + reverse(views[which], args=HERE)]
    drawing = pack(borough, "pack-code", which, "svg").content.decode()
    assert "<title>QR code: " in drawing
    assert "Elmfield Partnership" in drawing


@pytest.mark.parametrize(
    ("name", "more"),
    [("pack-poster", ["x"]), ("pack-text", ["x"]), ("pack-code", ["x", "png"]), ("pack-code", ["home", "gif"])],
)
def test_what_is_not_in_the_pack_is_not_found(borough: Borough, name: str, more: list[str]):
    assert pack(borough, name, *more).status_code == 404


@pytest.mark.thorough
def test_posters_are_one_page_with_a_title_and_a_code_that_can_be_read(borough: Borough):
    borough.partnership.name = "The Partnership for Trauma-Informed Practice of Greater Elmfield and Its Surroundings"
    borough.partnership.save()
    for which in ("we-are", "features", "round"):
        document = pypdfium2.PdfDocument(pack(borough, "pack-poster", which, **{"as": "pdf"}).content)
        assert len(document) == 1, which
        assert document.get_metadata_dict()["Title"].endswith("and Its Surroundings")
        read = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil().convert("L"))
        assert [one.text for one in read] == ["http://testserver/elmfield/"]
        document.close()


@pytest.mark.thorough
def test_slides_are_one_a_page_and_their_text_says_the_same(borough: Borough):
    document = pypdfium2.PdfDocument(file_of(borough, "pack-slides").content)
    slides = pack(borough).context["slides"]
    assert len(document) == len(slides) == 7
    text = pack(borough, "pack-text", "slides").content.decode()
    for number, slide in enumerate(slides):
        page = document[number]
        assert page.get_width() > page.get_height()
        assert f"{number + 1}. {slide.title}" in text
        page.close()
    document.close()


@pytest.mark.thorough
def test_a_poster_is_also_a_picture_to_post(borough: Borough):
    picture = Image.open(io.BytesIO(pack(borough, "pack-poster", "we-are", **{"as": "png"}).content))
    assert picture.size[0] > 1000


@pytest.mark.thorough
def test_the_whole_pack_is_one_file(borough: Borough):
    answer = file_of(borough, "pack-file")
    assert answer["Content-Disposition"] == 'attachment; filename="elmfield-communication-pack.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert parts.testzip() is None
        names = set(parts.namelist())
        assert {"posters/we-are.pdf", "posters/we-are.png", "posters/round.pdf", "slides/slides.pdf"} < names
        assert {
            f"qr-codes/{which}.{kind}" for which in ("home", "pledges", "events") for kind in ("svg", "png")
        } < names
        assert parts.read("texts.txt") == pack(borough, "pack-text", "texts").content
        assert Image.open(io.BytesIO(parts.read("posters/features.png"))).size[0] > 1000


def test_where_no_pdf_can_be_made_the_file_holds_the_rest(borough: Borough, monkeypatch):
    monkeypatch.setattr("activities.views.pack.can_make_pdf", lambda: False)
    monkeypatch.setattr("activities.pack_files.can_make_pdf", lambda: False)
    assert "Download the wording and QR codes (ZIP)" in text_of(pack(borough))
    with zipfile.ZipFile(io.BytesIO(file_of(borough, "pack-file").content)) as parts:
        assert len(parts.namelist()) == 8
    close(borough)
    with zipfile.ZipFile(io.BytesIO(file_of(borough, "pack-file").content)) as parts:
        assert "2026" not in parts.read("texts.txt").decode()


def test_what_families_are_sent_is_easy_to_read(borough: Borough):
    text = next(words.text for words in pack(borough).context["texts"] if words.key == "families")
    assert grade(text.replace("http://testserver/elmfield/", "our page")) < 4


def test_the_last_slide_says_what_each_address_opens(borough: Borough):
    said = [line for slide in pack(borough).context["slides"][-1:] for line in map(str, slide.lines)]
    assert [line.partition(": ")[0] for line in said] == ["About us", "Our events", "Our pledges"]
    assert [line.endswith(end) for line, end in zip(said, ("/elmfield/", "/events/", "/pledges/"), strict=True)] == [
        True
    ] * 3
