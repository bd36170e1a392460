"""Two people at what stands beside figures: indicators, and words of one's own."""

from unittest import mock

import pytest
from django.urls import reverse

from organisations.actions import ActionRefused, close_round
from reporting.forms.indicators import IndicatorForm
from reporting.forms.narratives import NarrativesForm
from reporting.measures.indicators import delete_indicator, save_indicator
from reporting.models import Narrative, OutcomeIndicator
from reporting.release.narrating import keep_narratives
from tests.builders import NOON, TODAY, make_borough, text_of
from tests.meanwhile import meanwhile, no_audit_entry_can_be_written
from tests.organisations.importing import Sent

pytestmark = pytest.mark.django_db
SAID = {"name": "Exclusions", "year": "2025", "value": "4.5", "unit": "%", "good_is": "lower", "source": "Statistics"}


@pytest.fixture
def elmfield(framework):
    return make_borough()


@pytest.fixture
def indicator(elmfield) -> OutcomeIndicator:
    said = SAID | {"year": 2025}
    return OutcomeIndicator.objects.create(partnership=elmfield.partnership, **said)


def fresh(row):
    return type(row).objects.filter(pk=row.pk).first()


def test_two_people_at_one_indicator_both_find_their_change(elmfield, indicator):
    def others():
        other = fresh(indicator)
        other.source = "Better statistics"
        save_indicator(indicator=other, fields=["source"], by=elmfield.people["admin"])

    with meanwhile(IndicatorForm, others):
        elmfield.client("admin").post(
            reverse("reporting:indicator-edit", args=["elmfield", indicator.pk]), SAID | {"value": "4.7"}
        )
    assert (float(fresh(indicator).value), fresh(indicator).source) == (4.7, "Better statistics")


def test_an_indicator_that_is_deleted_while_it_is_changed_does_not_come_back(elmfield, indicator):
    admin = elmfield.people["admin"]
    with meanwhile(IndicatorForm, lambda: delete_indicator(indicator=fresh(indicator), by=admin)):
        page = elmfield.client("admin").post(
            reverse("reporting:indicator-edit", args=["elmfield", indicator.pk]), SAID | {"value": "4.7"}
        )
    assert "Someone else has just deleted this, so it" in text_of(page)
    assert not OutcomeIndicator.objects.exists()
    with pytest.raises(ActionRefused):
        delete_indicator(indicator=indicator, by=admin)


def test_a_file_of_indicators_changes_the_year_that_is_there(elmfield, indicator):
    lines = "name,year,value,unit,source,good_is\nExclusions,2025,5,%,Statistics,lower\n"
    Sent(elmfield, lines, "a.csv", what="indicators").agree()
    assert float(OutcomeIndicator.objects.get().value) == 5


def test_no_indicator_comes_changes_or_goes_without_an_entry_in_the_audit_log(elmfield, indicator):
    client, here = elmfield.client("admin"), ["elmfield", indicator.pk]
    client.raise_request_exception = False
    with no_audit_entry_can_be_written():
        for name, args, said in (
            ("indicator-create", ["elmfield"], SAID | {"year": "2024"}),
            ("indicator-edit", here, SAID | {"value": "9"}),
            ("indicator-delete", here, {}),
        ):
            assert client.post(reverse(f"reporting:{name}", args=args), said).status_code == 500
    assert [float(each.value) for each in OutcomeIndicator.objects.all()] == [4.5]


def test_words_that_two_people_write_at_one_moment_are_not_written_over(elmfield):
    close_round(round_=elmfield.round, by=elmfield.people["admin"], at=NOON)
    address = reverse("reporting:narratives-edit", args=["elmfield", "autumn-2026"])

    def others():
        texts, by = {"dashboard": "Theirs."}, elmfield.people["admin"]
        keep_narratives(round=fresh(elmfield.round), texts=texts, by=by, on=TODAY)

    real = NarrativesForm.clean

    def clean(form):
        cleaned = real(form)  # it found nothing there
        others()
        return cleaned

    with mock.patch.object(NarrativesForm, "clean", clean):
        page = elmfield.client("admin").post(address, {"dashboard": "Mine.", "theme-1": "A new one."})
    assert "Someone else saved commentary here" in text_of(page)
    assert "Mine." in page.content.decode()
    assert dict(Narrative.objects.values_list("where", "text")) == {"dashboard": "Theirs."}
