"""The framework is content: another one, smaller and with other names, loads and carries every page."""

import csv
import re
from pathlib import Path

import pytest

from assessments.actions.assessing import start_assessment
from framework.actions import load_framework
from framework.models import FrameworkVersion
from organisations.models import Round
from surveys.actions.links import survey_links_for
from tests.builders import CONTENT, NOON, make_borough, make_round, text_of

ROOT = CONTENT.parent.parent.parent
FILES = {
    "framework.csv": "code,title,version\nnorth,The three promises of the north,9999.1\n",
    "sources.csv": "code,title,publisher\nours,Our own book,Us\n",
    "features.csv": (
        "code,audience,title,summary\nask,families,Ask gently,We ask.\nwait,families,Wait,We wait.\n"
        "rest,workforce,Rest,We rest.\n"
    ),
    "statements.csv": (
        "code,feature,text\nask-1,ask,Somebody asked\nwait-1,wait,Somebody waited\nrest-1,rest,Somebody rested\n"
    ),
    "stages.csv": "value,key,title,meaning\n0,seed,Seed,Nothing to see\n1,tree,Tree,There for all\n",
    "descriptors.csv": "statement,stage,text\n"
    + "".join(f"{code}-1,{stage},Looks like {stage}\n" for code in ("ask", "wait", "rest") for stage in (0, 1)),
    "journey.csv": "code,perspective,title,before,after\nfirst,practitioner,First,Alone,Together\n",
    "theory_of_change.csv": "column,column_title,code,text\nroots,Roots,one,One root\n",
    "matrix.csv": "objective,objective_title,purpose,level,title,measures\nword,Word,To tell,system,Told,pledges\n",
    "scales.csv": (
        "scale,stem,key,kind,value,positive,face,label\nyes-no,,no,rating,1,no,,No\nyes-no,,yes,rating,2,yes,,Yes\n"
    ),
    "instruments.csv": (
        "key,title,audience,minutes,for_families,one_at_a_time,handed_out_by,introduction\n"
        "pulse,Pulse,All staff,1,no,no,service,One short question.\n"
    ),
    "sections.csv": "instrument,code,title,is_harder,note\npulse,only,The only page,no,\n",
    "questions.csv": "instrument,section,code,kind,statement,scale,text\npulse,only,p1,choice,rest-1,yes-no,I rest\n",
    "support_lines.csv": (
        "code,name,contact,kind,hours,for_families,for_staff,checked_on\n"
        "nine,In danger now,999,phone,any time,yes,yes,2026-11-22\n"
    ),
}


@pytest.fixture
def north(framework, tmp_path: Path) -> FrameworkVersion:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load_framework(folder=tmp_path)[0]


@pytest.fixture
def place(north):
    borough = make_borough(with_round=False)
    borough.round = make_round(borough, framework=north)
    return borough


def test_it_stands_beside_the_first_one(north):
    assert FrameworkVersion.objects.count() == 2
    assert [feature.title for feature in north.features.all()] == ["Ask gently", "Wait", "Rest"]


def test_public_pages_show_the_newest_version(north, client):
    page = text_of(client.get("/framework/"))
    assert "Ask gently" in page
    assert "Strengths-based" not in page
    assert "Alone" in text_of(client.get("/journey/"))
    assert "One root" in text_of(client.get("/theory-of-change/"))


def test_a_service_assesses_itself_with_it(place):
    ward = place.services["ward"]
    lead = place.client("lead")
    page = text_of(lead.get(f"/{place.slug}/start/"))
    assert "one feature at a time" in page
    assert "eight" not in page.lower()
    assert "8 features" not in page
    start_assessment(service=ward, round_=place.round, by=place.people["lead"], at=NOON)
    here = f"/{place.slug}/services/ward/assessment/autumn-2026/"
    assert "Ask gently" in text_of(lead.get(here))
    feature = text_of(lead.get(f"{here}ask/"))
    assert "Somebody asked" in feature
    assert "Tree" in feature
    assert "rest-1 Somebody rested" in text_of(lead.get(f"{here}check/"))


def test_its_survey_is_answered(place, client):
    (survey_link,) = survey_links_for(service=place.services["ward"], round_=place.round)
    page = client.get(f"/s/{survey_link.token}/questions/")
    assert "I rest" in text_of(page)
    assert "The only page" in text_of(page)


def test_a_round_keeps_the_version_it_was_run_with(place):
    assert Round.objects.get(pk=place.round.pk).framework.code == "north"


# --- nothing of the shipped content is named in code ---------------------------------------------

TEXT_COLUMNS = {
    "features.csv": ["title", "summary"],
    "statements.csv": ["text"],
    "questions.csv": ["text"],
    "descriptors.csv": ["text"],
    "journey.csv": ["before", "after"],
    "stages.csv": ["meaning"],
    "reflections.csv": ["part_about", "how_far", "text"],
}


def shipped_texts() -> set[str]:
    found = set()
    for name, columns in TEXT_COLUMNS.items():
        with (CONTENT / name).open(encoding="utf-8", newline="") as file:
            found |= {row[column] for row in csv.DictReader(file) for column in columns}
    return found


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


@pytest.mark.slow
def test_no_text_of_the_framework_is_written_into_code_or_templates():
    texts = {plain(text) for text in shipped_texts() if len(plain(text)) > 12}
    assert len(texts) > 100
    rooms = ["framework", "design", "background", "organisations", "assessments", "surveys", "pledges", "activities"]
    rooms += ["reporting", "home", "tip_borough", "templates"]
    # the page of components shows them with example texts
    samples = {"design/gallery.py", "design/gallery_forms.py"}
    guilty = {}
    for path in (path for room in rooms for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".html")):
        if str(path.relative_to(ROOT)) not in samples:
            code = plain(path.read_text(encoding="utf-8"))
            guilty |= {str(path.relative_to(ROOT)): text for text in texts if text in code}
    assert guilty == {}
