"""Who sees a pledge's page, card and poster, and what other places show when they are given its address."""

import io
import itertools
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from PIL import Image

from organisations.models import Partnership
from organisations.text_metrics import fitted, is_right_to_left, lines_of, width_of
from pledges.cards import BAND, HEIGHT, LEFT, RIGHT, card_of, poster_size, svg_of, wall_card
from pledges.models import Pledge
from tests.builders import TODAY, Borough, text_of
from tests.pledges.test_pledges import WORDS, make

pytestmark = [pytest.mark.slow, pytest.mark.anywhere]

URDU = "ہم کسی خاندان سے نہیں کہیں گے کہ وہ اپنی کہانی دو بار سنائے۔"
LONG_NAME = "The Northern and Eastern Millbrook Integrated Community Healthcare, Rehabilitation and Health Trust " * 2


class Tags(HTMLParser):
    """What a place that unfolds an address reads of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name = values.get("property") or values.get("name") or (values.get("rel") if tag == "link" else None)
        if name:
            self.found[name] = values.get("content") or values.get("href") or ""


def tags_of(at: str) -> dict[str, str]:
    return Tags(Client().get(at).content.decode()).found


def on_the_wall(borough: Borough, **fields) -> Pledge:
    return make(borough, **{"state": "agreed", "agreed_on": TODAY} | fields)


def test_a_shared_pledge_shows_itself_as_a_card(borough: Borough):
    pledge = on_the_wall(borough)
    at = f"http://testserver/{borough.slug}/pledges/{pledge.pk}/"
    tags = tags_of(at)
    assert tags["canonical"] == tags["og:url"] == at
    assert tags["og:title"] == tags["twitter:title"] == "Pledge by A, Hospital"
    assert tags["og:description"] == tags["description"] == WORDS
    assert tags["og:image"] == tags["twitter:image"] == f"{at}card.png"
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    assert tags["og:image:alt"] == f"Picture of the pledge: {WORDS}"
    assert tags["twitter:card"] == "summary_large_image"
    assert "robots" not in tags


def test_a_shared_wall_shows_itself_as_a_card(borough: Borough):
    at = f"http://testserver/{borough.slug}/pledges/"
    tags = tags_of(at)
    assert (tags["canonical"], tags["og:image"]) == (at, f"{at}card.png")
    assert tags["og:title"] == "What our leaders have promised – Elmfield Partnership"


def test_where_no_picture_can_be_made_none_is_promised(borough: Borough, monkeypatch):
    monkeypatch.setattr("pledges.views.wall.can_make_pdf", lambda: False)
    monkeypatch.setattr("organisations.printing.can_make_pdf", lambda: False)
    pledge = on_the_wall(borough)
    assert "og:image" not in tags_of(f"/{borough.slug}/pledges/{pledge.pk}/")
    page = Client().get(f"/{borough.slug}/pledges/{pledge.pk}/card.png")
    assert "This server cannot make pictures" in text_of(page)
    assert f"/{borough.slug}/pledges/{pledge.pk}/card.svg" in page.content.decode()


STATES = [("agreed", True), ("agreed", False), ("proposed", True), ("returned", True), ("withdrawn", True)]


@pytest.mark.parametrize(("state", "public"), STATES)
def test_a_page_is_for_everyone_once_it_is_on_the_wall_and_for_its_people_otherwise(state, public, borough: Borough):
    pledge = make(borough, state=state, is_public=public, agreed_on=TODAY if state != "proposed" else None)
    wall = state == "agreed" and public
    agreed = state != "proposed"
    for what in ("", "card.svg", "poster/"):
        at = f"/{borough.slug}/pledges/{pledge.pk}/{what}"
        found = {who: borough.client(who).get(at).status_code for who in ("leader", "admin", "sector", "lead")}
        inside = 200 if not what or agreed else 404
        others = 200 if wall else 404
        assert found == {"leader": inside, "admin": inside, "sector": others, "lead": others}, what
        assert Client().get(at).status_code == others


def test_a_draft_is_its_makers_own(borough: Borough):
    at = f"/{borough.slug}/pledges/{make(borough, state='draft').pk}/"
    assert borough.client("leader").get(at).status_code == 200
    assert borough.client("admin").get(at).status_code == 404


def test_a_page_that_is_not_on_the_wall_is_not_to_be_found_by_search(borough: Borough):
    pledge = make(borough, state="agreed", agreed_on=TODAY, is_public=False)
    page = borough.client("leader").get(f"/{borough.slug}/pledges/{pledge.pk}/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "og:title" not in page


# --- how large the words are ---------------------------------------------------------------------

TEXTS = {
    "short": "We listen.",
    "600 characters": ("We will listen to all who come to us, and change what hurts. " * 10)[:600],
    "no spaces": "x" * 600,
    "Urdu": URDU * 9,
    "no letters of ours": "Ми слухатимемо спочатку, 漢字 " * 20,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("name", ["Hospital", LONG_NAME[:160]])
def test_every_word_is_on_the_card_and_nothing_runs_over_its_edge(text: str, name: str, borough: Borough):
    organisation = borough.organisations["hospital"]
    organisation.name, text = name, text[:600]
    organisation.partnership.name = LONG_NAME[:120]
    pledge = Pledge(organisation=organisation, text=text, leader_name=name[:120], leader_role=name[:120], made_on=TODAY)
    card = card_of(pledge)
    body = [line for line in card.lines if line.fill == "#1b2326"]
    assert "".join(text.split()) in "".join("".join(line.text.split()) for line in body)
    for line in card.lines:
        assert width_of(line.text, size=line.size, weight=line.weight) <= RIGHT - LEFT + 1
        assert line.y - line.size > 0
        assert line.y < (HEIGHT if line.fill == "#ffffff" else HEIGHT - BAND)
    steps = [below.y - above.y for above, below in itertools.pairwise(body)]
    assert min(steps, default=1) > 0, "lines stand below each other"
    assert poster_size(pledge) >= 16


def test_what_cannot_be_drawn_is_left_out_of_card_and_poster_and_the_leader_hears_of_it(borough: Borough):
    words = "We listen 🌱\x0b first 👩🏽‍🤝‍👩🏻, and say ✨so. 💚"
    pledge = on_the_wall(borough, text=words)
    drawing = svg_of(card_of(pledge))
    ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing, which has to be well-formed
    shown = "".join(line.text for line in card_of(pledge).lines)
    assert "“We listen first, and say so.”" in shown
    page = borough.client("leader").get(reverse("pledges:poster", args=[borough.slug, pledge.pk]))
    assert "“We listen first, and say so.”" in text_of(page)
    draft = make(borough, text="We listen. 🌱")
    said = "Emoji show on the pledge’s page only."
    preview = reverse("pledges:pledge-preview", args=[borough.slug, draft.pk])
    assert said in text_of(borough.client("leader").get(preview))
    Pledge.objects.filter(pk=draft.pk).update(text="We listen to every র‍্যাব and می‌خواهم.")
    assert said not in text_of(borough.client("leader").get(preview))


def test_short_words_are_large_and_long_ones_small():
    sizes = (60, 40, 20)
    box = {"width": 600, "height": 200, "leading": 1.2}
    assert fitted("We listen.", sizes, **box).size == 60
    assert fitted("We listen to everybody. " * 8, sizes, **box).size == 20
    cut = fitted("We listen to everybody. " * 100, sizes, **box)
    assert len(cut.lines) * cut.size * 1.2 <= 200
    assert cut.lines[-1].endswith("…")


def test_words_are_measured_in_our_own_letters():
    assert width_of("i" * 10, size=20) < width_of("W" * 10, size=20)
    assert width_of("Hello", size=20, weight=700) > width_of("Hello", size=20)
    assert lines_of("one two three", width=width_of("one two", size=20) + 1, size=20) == ["one two", "three"]


def test_words_from_right_to_left_begin_at_the_right(borough: Borough):
    assert is_right_to_left(f"“{URDU}”")
    assert not is_right_to_left("“We listen.”")
    drawing = svg_of(card_of(on_the_wall(borough, text=URDU)))
    assert 'direction="rtl"' in drawing


def test_a_card_says_nothing_that_its_leader_did_not_write(borough: Borough):
    drawing = svg_of(card_of(on_the_wall(borough, text="<script>alert(1)</script> & so on")))
    assert "<script>" not in drawing
    assert "style=" not in drawing


def test_the_card_of_a_wall_counts_its_pledges(borough: Borough):
    on_the_wall(borough)
    assert "1 pledge for anyone to read" in Client().get(f"/{borough.slug}/pledges/card.svg").content.decode()
    assert "12 pledges" in svg_of(wall_card(Partnership(name="A", colour="#14525a"), 12))


@pytest.mark.thorough
def test_the_card_is_a_picture_of_the_size_that_other_places_expect(borough: Borough):
    answer = Client().get(f"/{borough.slug}/pledges/{on_the_wall(borough).pk}/card.png")
    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert len(answer.content) < 300_000


@pytest.mark.thorough
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_poster_is_one_page_whose_code_leads_to_the_pledge(text: str, borough: Borough):
    pledge = on_the_wall(borough, text=text[:600], leader_name="Farida Khan")
    answer = Client().get(f"/{borough.slug}/pledges/{pledge.pk}/poster/?as=pdf")
    assert answer["Content-Type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    assert len(pdf) == 1
    codes = [code.text for code in zxingcpp.read_barcodes(pdf[0].render(scale=2.5).to_pil())]
    assert codes == [f"http://testserver/{borough.slug}/pledges/{pledge.pk}/"]
    words = pdf[0].get_textpage().get_text_range()
    assert "Farida Khan" in re.sub(r"\s+", " ", words)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pdf), "it can be read aloud"


def test_a_poster_of_a_pledge_that_is_not_public_leads_nowhere(borough: Borough):
    pledge = make(borough, state="agreed", agreed_on=TODAY, is_public=False)
    page = borough.client("leader").get(f"/{borough.slug}/pledges/{pledge.pk}/poster/").content.decode()
    assert WORDS in page
    assert "<svg" not in page
