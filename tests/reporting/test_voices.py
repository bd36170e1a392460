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
from surveys.models import Answer
from tests.builders import release_round, text_of
from tests.scenes import scene

from .conftest import SIZES, Borough
from .reading_back import tables_of
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
    return ThreeVoices(ReleasedRound(borough.round.releases.get()), level, place, **kwargs)


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


def test_of_one_service_it_is_said_that_it_is_one():
    high, low = said(SERVICES, 88), said(STAFF, 57)
    assert str(gap_between([high, low]).words).startswith("Services rate this higher")
    assert str(gap_between([high, low], one_service=True).words).startswith("The service rates this higher")


def test_a_gap_is_between_voices_of_one_place():
    here, there = replace(said(SERVICES, 88), place=(f.SERVICE, 1)), replace(said(STAFF, 57), place=(f.REST, 1))
    with pytest.raises(ValueError, match="one place"):
        gap_between([here, there], one_service=True)
    assert gap_between([here, replace(there, place=(f.SERVICE, 1))], one_service=True).points == 31


def test_a_gap_says_which_of_its_figures_are_made_of_part_of_their_questions():
    partly = replace(said(STAFF, 57), note="from 1 of 2 questions")
    gap = gap_between([said(SERVICES, 88), partly, replace(said(FAMILIES, 60), note="from 2 of 3 questions")])
    assert gap.note == "Staff: from 1 of 2 questions."
    assert str(gap.words) == "In the questions shown here, services rate this higher than their staff do."
    assert str(gap.question) == "What would help staff to experience this on an ordinary day?"
    assert gap_between([said(SERVICES, 88), said(STAFF, 57)]).note == ""


def test_a_service_whose_figures_are_withheld_has_none_of_any_other(released: Borough):
    voices = voices_at(released, f.SERVICE, small(released).pk)
    for feature in ("1", "2", "3"):
        here = by_voice(voices, feature)
        assert here["services"].number == 75
        assert {here[who].status for who in ("staff", "families")} == {f.WITHHELD}
        assert {here[who].share for who in ("staff", "families")} == {None}
    assert {row.gap for row in voices.rows} == {None}
    assert voices.worth_talking_about == []


def test_smaller_services_stand_apart_under_the_name_of_their_sector(released: Borough):
    together = voices_at(released, f.SERVICE, small(released).pk).together
    rest = voices_at(released, f.REST, released.services[-1].sector_id)
    assert together.name == "Schools: smaller services (combined result)"
    assert [voice.key for voice in together.voices] == ["staff", "families"]  # none of them rated it for the others
    assert [row.said for row in together.rows] == [row.said for row in rest.rows]
    assert by_voice(together, "1")["families"].share is not None


def test_between_the_staff_and_the_families_of_smaller_services_there_is_no_gap(released: Borough, client):
    """They need not be the same services."""
    sector = released.services[-1].sector_id
    rest = voices_at(released, f.REST, sector)
    staff, families = by_voice(rest, "4")["staff"], by_voice(rest, "4")["families"]
    assert staff.share - families.share >= 10
    assert {row.gap for row in rest.rows} == {None}
    client.force_login(released.member("admin"))
    page = text_of(client.get(f"{PLACE}rest/{sector}/"))
    assert "It is not the same services in every figure" in page
    assert not re.search(r"rates? this higher|Similar ratings|Worth talking about|something to talk about", page)


def test_a_service_that_may_be_shown_stands_alone(released: Borough):
    assert voices_at(released, f.SERVICE, released.services[0].pk).together is None


def test_of_one_service_its_own_rating_is_not_headed_services(released: Borough, client):
    client.force_login(released.member("admin"))
    large = next(service for service in released.services if service.name == "Schools service 1")
    answer = client.get(f"{PLACE}service/{large.pk}/")
    page = answer.content.decode()
    assert tables_of(answer)["The same figures as a table, from 0 (not yet) to 100 (fully)"][0][1] == "This service"
    assert ">This service, 0 to 4<" in page
    assert ">Services, 0 to 4<" not in page
    key = re.findall(r'<ul class="tip-voices-key.*?</ul>|<svg.*?</svg>', page, re.DOTALL)
    assert key
    for each in key:
        assert "This service" in each
        assert ">Services" not in each
    elsewhere = client.get(PLACE)
    assert tables_of(elsewhere)["The same figures as a table, from 0 (not yet) to 100 (fully)"][0][1] == "Services"


@pytest.mark.parametrize("level", [f.SYSTEM, f.SECTOR, f.REST])
def test_no_other_place_has_smaller_services_beside_it(released: Borough, level: str):
    place = 0 if level == f.SYSTEM else released.services[-1].sector_id
    assert voices_at(released, level, place).together is None


def test_the_page_of_a_service_says_nothing_of_it_that_others_said(released: Borough, client):
    client.force_login(released.member("service_lead", service=small(released)))
    there = f"{PLACE}service/{small(released).pk}/"
    for address in (there, f"{there}chart.svg"):
        found = client.get(address).content.decode()
        for drawing in re.findall(r"<svg.*?</svg>", found, re.DOTALL):
            assert len(re.findall(r'transform="translate\(', drawing)) == 8 + 3  # its own word, and the key
            assert "services 75, staff [c], families [c]" in drawing
            assert not re.search(r"(staff|families) \d", drawing)
    page = text_of(client.get(there))
    assert not re.search(r"rates? this higher|Similar ratings|Worth talking about", page)
    own, _, beside = page.partition("Schools: smaller services (combined result) These services are not shown")
    assert "combined result" not in own.replace("Schools: smaller services (combined result)", "")
    assert "It is not a result of Schools service 3" in beside
    assert re.search(r"Feature Staff Families 1 [^\d]+ \d+ \d+ \(from 2 of 3 questions\) 2 ", beside)
    assert "5 Training in trauma" not in beside  # nothing of it is shown of them either


@pytest.fixture
def partial() -> Borough:
    """Of the families of the first service all but three left out the first question on feature 4."""
    borough = Borough("partial", {"Health": [40, 30, 20]})
    skipped = Answer.objects.filter(
        question__instrument__key="families",
        question__statement__feature__code="4",
        response__survey_link__service=borough.services[0],
    ).order_by("question", "pk")
    first = skipped.filter(question=skipped[0].question_id)
    skipped.filter(pk__in=[answer.pk for answer in first[3:]]).delete()
    borough.answer(borough.services[0], "families", 12, "never")
    first.exclude(pk__in=[answer.pk for answer in first[:3]]).delete()
    borough.assess(borough.services[0], 4)
    release_round(borough.close().round)
    return borough


def test_what_rests_on_part_of_its_questions_says_so_wherever_it_stands(partial: Borough, client):
    ward = partial.services[0]
    voices = voices_at(partial, f.SERVICE, ward.pk)
    here = by_voice(voices, "4")["families"]
    assert (here.status, here.note) == (f.SHOWN, "from 1 of 2 questions")
    assert {row.feature.code for row in voices.worth_talking_about} >= {"4"}
    client.force_login(partial.member("service_lead", service=ward))
    there = f"{PLACE.replace('elmham', 'partial')}service/{ward.pk}/"
    page, drawing = text_of(client.get(there)), client.get(f"{there}chart.svg").content.decode()
    assert f"{here.number} (from 1 of 2 questions)" in page  # the table
    assert f"{here.text} from {here.people} people, from 1 of 2 questions" in page  # the averages
    worth = "In the questions shown here, the service rates this higher than families do. "
    assert f"{worth}Families: from 1 of 2 questions. What could families help you see?" in page
    assert f"families {here.number} (from 1 of 2 questions)" in drawing  # who hears it
    assert "Families: from 1 of 2 questions" in drawing  # who sees it
    results = text_of(client.get(f"/partial/rounds/autumn-2026/results/families_results/service/{ward.pk}/"))
    assert "(from 1 of 2 questions)" in results


def test_smaller_services_say_so_too(released: Borough, client):
    client.force_login(released.member("admin"))
    page = text_of(client.get(f"{PLACE}service/{small(released).pk}/"))
    assert "65 (from 1 of 2 questions)" in page
    assert "3.6 from 25 to 29 people, from 1 of 2 questions" in page
    page = text_of(client.get(f"/elmham/rounds/autumn-2026/results/workforce_results/service/{small(released).pk}/"))
    assert "4 Safe environments (from 1 of 2 questions) 60% 3.6 25 to 29" in page


@pytest.mark.parametrize("survey", ["workforce_results", "families_results"])
def test_the_results_of_a_service_name_smaller_services_as_what_they_are(released: Borough, client, survey: str):
    client.force_login(released.member("admin"))
    there = f"/elmham/rounds/autumn-2026/results/{survey}/service/"
    page = text_of(client.get(f"{there}{small(released).pk}/"))
    own, _, beside = page.partition("Schools: smaller services (combined result) These services are not shown")
    assert "It is not a result of Schools service 3" in beside
    assert not re.search(r"\d%", own.replace("100%", "").partition("By feature")[0])
    assert "combined result" not in text_of(client.get(f"{there}{released.services[0].pk}/"))


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
    """Its rows hold no number at all."""
    own = released.round.releases.get().figures.filter(
        level=f.SERVICE, place=small(released).pk, measure="families_results"
    )
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
