"""A page in pieces is the page, plain or squeezed, with each one's own in it."""

import gzip

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from surveys.pieces import Pieces, sign
from tests.builders import Borough
from tests.surveys.filling_in import hidden_fields, link_of

TEXTS = st.text(alphabet=st.characters(exclude_characters="\ue000", exclude_categories=["Cs"]), max_size=200)


@given(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
def test_squeezed_or_plain_it_is_the_same_text_with_each_ones_own(first, middle, last, key, nonce):
    inner = Pieces(f"{middle}{sign('key')}{middle}")
    page = Pieces(f"{first}{sign('nonce')}{sign('whole')}{last}{sign('nonce')}")
    own = {"whole": inner, "key": key, "nonce": nonce}
    said = f"{first}{nonce}{middle}{key}{middle}{last}{nonce}"
    assert page.plain(own).decode() == said
    assert gzip.decompress(page.gzipped(own)).decode() == said


def test_a_survey_comes_squeezed_to_whoever_takes_it_and_is_small(borough: Borough):
    link = link_of(borough, "workforce")
    for _ in range(2):
        sent = Client(HTTP_ACCEPT_ENCODING="gzip, deflate, br").get(f"/s/{link.token}/")
        assert sent["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in sent["Vary"]
        assert len(sent.content) < 16_000
    plain = Client().get(f"/s/{link.token}/")
    assert "Content-Encoding" not in plain
    opened = gzip.decompress(sent.content).decode()
    assert len(opened) > 60_000
    assert hidden_fields(plain).keys() == {"key", "page", "language", "layout"}
    assert "\ue000" not in opened + plain.content.decode()


def test_each_page_has_a_key_and_a_nonce_of_its_own(borough: Borough):
    link = link_of(borough, "families")
    pages = [Client().get(f"/s/{link.token}/") for _ in range(3)]
    assert len({hidden_fields(page)["key"] for page in pages}) == 3
    for page in pages:
        nonce = page["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
        assert f'nonce="{nonce}"' in page.content.decode()
    assert len({page["Content-Security-Policy"] for page in pages}) == 3
