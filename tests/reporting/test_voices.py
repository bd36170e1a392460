"""Three voices beside each other: out of published figures, with gaps where something is withheld."""

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from reporting import figures as f
from reporting.draw.charts import voices_charts
from reporting.draw.files import png_of, svg_of
from reporting.read.selectors import ReleasedRound
from reporting.read.voices import ThreeVoices, VoiceResult, gap_between
from tests.builders import release_round, text_of
from tests.scenes import scene

from .conftest import SIZES, Borough
from .who_speaks import CHILDREN, FAMILIES, SERVICES, STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PLACE = "/elmham/rounds/autumn-2026/voices/"


@scene
def elmham_rated_alike() -> Borough:
    borough = Borough("elmham", SIZES)
    for service in borough.services:
        borough.assess(service, 3)
    release_round(borough.close().round)
    return borough


@pytest.fixture
def released(elmham_rated_alike: Borough) -> Borough:
    return elmham_rated_alike


def voices_at(borough: Borough, level: str, place: int, **kwargs) -> ThreeVoices:
    return ThreeVoices(ReleasedRound(borough.round.release), level, place, **kwargs)


def by_voice(voices: ThreeVoices, feature: str) -> dict[str, VoiceResult]:
    row = next(row for row in voices.rows if row.feature.code == feature)
    return {one.voice.key: one for one in row.said}


def small(borough: Borough):
    return next(service for service in borough.services if service.name == "Schools service 3")


@pytest.mark.parametrize(
    ("voice", "value", "edge", "share"),
    [(SERVICES, 3, "", 75), (STAFF, 3, "", 50), (FAMILIES, 4.5, "or more", 93.75), (CHILDREN, 1.3, "or less", 7.5)],
)
def test_every_voice_is_measured_along_its_own_scale(voice, value, edge, share):
    assert voice.along(value, edge) == pytest.approx(share)


def said(voice, share):
    return VoiceResult(voice, f.SHOWN, share)


def test_a_gap_is_between_those_furthest_apart_and_comes_with_a_question():
    gap = gap_between([said(SERVICES, 75), said(STAFF, 60), said(FAMILIES, 50), said(CHILDREN, 10)])
    assert gap.points == 25
    assert str(gap.words) == "Services rate this higher than families do."
    assert str(gap.question).endswith("?")


def test_voices_close_together_are_alike_and_one_voice_alone_has_no_gap():
    assert str(gap_between([said(SERVICES, 70), said(STAFF, 65)]).words) == "Similar ratings."
    assert gap_between([said(SERVICES, 70), VoiceResult(STAFF, f.WITHHELD)]) is None


def test_families_have_no_voice_on_the_features_of_the_workforce(released: Borough):
    voices = voices_at(released, f.SYSTEM, 0)
    assert by_voice(voices, "5")["families"].status == "not asked"
    assert by_voice(voices, "1")["families"].status == f.SHOWN
    assert voices.hears_families_about == ["1", "2", "3", "4"]


def test_children_are_a_voice_only_where_something_of_theirs_is_shown(released: Borough):
    assert [voice.key for voice in voices_at(released, f.SYSTEM, 0).voices] == ["services", "staff", "families"]


def test_of_one_service_it_is_said_that_it_is_one_and_whose_a_combined_figure_is():
    high, low = said(SERVICES, 88), said(STAFF, 57)
    assert str(gap_between([high, low]).words).startswith("Services rate this higher")
    assert str(gap_between([high, low], one_service=True).words).startswith("The service rates this higher")
    combined = gap_between([high, replace(low, mirrored=True)], one_service=True)
    assert "own rating is higher" in str(combined.words)
    assert "its staff" not in str(combined.words)  # these are other services' staff as well
    assert "staff is the combined result of smaller services" in combined.note


def test_a_small_service_sees_its_sectors_smaller_services_as_a_mirror(released: Borough):
    here = by_voice(voices_at(released, f.SERVICE, small(released).pk), "1")
    sector = released.services[-1].sector_id
    rest = by_voice(voices_at(released, f.REST, sector), "1")
    assert here["services"].number == 75
    assert here["families"].mirrored
    assert here["families"].share == rest["families"].share is not None


def test_a_service_that_may_be_shown_has_no_mirror(released: Borough):
    assert voices_at(released, f.SERVICE, released.services[0].pk).mirrored == []


def test_the_page_says_that_it_is_a_mirror(released: Borough, client):
    client.force_login(released.member("service_lead", service=small(released)))
    page = client.get(f"{PLACE}service/{small(released).pk}/").content.decode()
    assert "combined result of smaller services" in page
    assert "(combined result)" in page


def test_a_services_own_rating_is_for_those_who_may_read_it(released: Borough, client):
    ward = released.services[0]
    for role, place, reads in (
        ("service_lead", {"service": ward}, True),
        ("contributor", {"service": ward}, True),
        ("board_member", {}, False),
        ("sector_lead", {"sector": ward.sector}, False),
    ):
        client.force_login(released.member(role, **place))
        for address in (f"{PLACE}service/{ward.pk}/", f"{PLACE}service/{ward.pk}/chart.svg"):
            page = client.get(address).content.decode()
            assert ("services 75" in page) is reads, (role, address)
            assert ("services not shared" in page) is not reads


def test_a_withheld_voice_is_a_gap_with_a_c_and_no_number_of_it_is_anywhere(client):
    # one small service alone in its sector: neither it nor its sector can be shown, and there is no mirror
    borough = Borough("lonely", {"Health": [40, 30], "Schools": [6]}).close()
    release_round(borough.round)
    school = borough.services[-1]
    there = PLACE.replace("elmham", "lonely")
    client.force_login(borough.member("service_lead", service=school))
    for level, place in (("service", school.pk), ("sector", school.sector_id)):
        voices = voices_at(borough, level, place)
        assert {one.share for row in voices.rows for one in row.said} == {None}
        for address in (f"{there}{level}/{place}/", f"{there}{level}/{place}/chart.svg"):
            found = client.get(address).content.decode()
            drawing = found[found.index("<svg") : found.index("</svg>")]
            assert "[c]" in drawing
            marks = re.findall(r'transform="translate\(([\d.]+) ([\d.]+)\)"', drawing)
            assert len(marks) == 3  # the key, and nothing else
            assert not re.search(r"(staff|families) \d", drawing)
    assert "protect people" in client.get(f"{there}sector/{school.sector_id}/").content.decode()


def test_no_figure_of_a_single_withheld_service_reaches_its_page(released: Borough):
    """What is drawn for it comes from the sector's smaller services; its own rows hold no number at all."""
    own = released.round.release.figures.filter(level=f.SERVICE, place=small(released).pk, measure="families_results")
    assert set(own.values_list("value", flat=True)) == {None}


def test_a_sector_stands_beside_the_system(released: Borough, client):
    sector = released.services[0].sector
    client.force_login(released.member("sector_lead", sector=sector))
    page = client.get(f"{PLACE}sector/{sector.pk}/").content.decode()
    assert "Three voices: Elmham, Autumn 2026" in page
    assert "Staff: whole partnership" in page


@pytest.mark.parametrize("address", ["nowhere/1/", "service/999999/", "sector/999999/", "service/999999/chart.png"])
def test_a_place_that_the_release_does_not_know_is_not_found(released: Borough, client, address):
    client.force_login(released.member("admin"))
    assert client.get(f"{PLACE}{address}").status_code == 404


def test_a_drawing_stands_alone_and_speaks_for_itself(released: Borough):
    drawing = svg_of(voices_charts(voices_at(released, f.SYSTEM, 0)))
    assert drawing.lstrip().startswith("<svg xmlns=")
    assert 'role="img"' in drawing
    assert "<title " in drawing
    assert "<desc " in drawing
    assert "style=" not in drawing
    assert "var(" not in drawing
    assert "1 Screening" in drawing


@pytest.mark.thorough
def test_a_picture_is_large_enough_for_a_slide(released: Borough, client):
    client.force_login(released.member("admin"))
    answer = client.get(f"{PLACE}chart.png")
    assert answer["Content-Type"] == "image/png"
    assert "three-voices-elmham-autumn-2026.png" in answer["Content-Disposition"]
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.width >= 1600
    assert len(picture.convert("RGB").getcolors(1_000_000)) > 5


def test_where_no_picture_can_be_made_there_is_a_page_with_the_drawing(released: Borough, client, monkeypatch):
    monkeypatch.setattr("organisations.printing.can_make_pdf", lambda: False)
    client.force_login(released.member("admin"))
    answer = client.get(f"{PLACE}chart.png")
    assert "This server cannot make pictures" in text_of(answer)
    assert f'href="{PLACE}chart.svg"' in answer.content.decode()


def test_the_same_drawing_is_the_same_bytes(released: Borough):
    charts = [voices_charts(voices_at(released, f.SYSTEM, 0)) for _ in range(2)]
    assert svg_of(charts[0]) == svg_of(charts[1])
    assert png_of(charts[0])[:8] == b"\x89PNG\r\n\x1a\n"
