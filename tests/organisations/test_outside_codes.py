"""Outside codes: one place each, checked, said in words, and known again after a rename."""

import csv
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organisations.actions import ActionRefused
from organisations.coding import add_code, remove_code
from organisations.models import AuditEntry, OutsideCode, Service
from organisations.models.outside_codes import codes_in_words, problem_with, tidy_code
from tests.builders import TODAY, Borough, text_of

pytestmark = pytest.mark.django_db


def give(borough: Borough, scheme: str, code: str, *, to: str = "ward", words: str = "") -> OutsideCode:
    """A code for a service or an organisation of a borough."""
    place = borough.services.get(to) or borough.organisations[to]
    return add_code(place=place, scheme=scheme, code=code, words=words, by=borough.people["admin"])


@pytest.mark.parametrize(
    ("scheme", "right", "wrong"),
    [
        ("urn", ["10001", "100 001", "1000001"], ["1000", "10000001", "10000A", "١٠٠٠٠١"]),
        ("ods", ["rxx", "A81001"], ["RX", "RXX-1", "ABCDEFGHI"]),
        ("uprn", ["1", "000100012345678"], ["1234567890123", "12a"]),
        ("charity", ["123456", "12345678", "1234567-1"], ["12345", "123456789", "123456-"]),
        ("gss", ["e08000001"], ["E0800001", "08000001E"]),
        ("other", ["UKPRN/1"], ["é1", ""]),
    ],
)
def test_a_code_looks_as_codes_of_its_kind_do(scheme: str, right: list[str], wrong: list[str]):
    assert [code for code in right if problem_with(scheme, tidy_code(scheme, code))] == []
    assert [code for code in wrong if not problem_with(scheme, tidy_code(scheme, code))] == []


def test_an_admin_adds_and_removes_a_code_and_both_are_written_down(borough: Borough):
    admin, page = borough.client("admin"), reverse("organisations:service-codes", args=["elmfield", "ward"])
    admin.post(page, {"scheme": "ods", "code": " rxx 01 "})
    code = OutsideCode.objects.get()
    assert (str(code), code.service, code.organisation) == ("ODS RXX01", borough.services["ward"], None)
    assert "ODS RXX01" in text_of(admin.get(reverse("organisations:service-edit", args=["elmfield", "ward"])))
    assert "ODS RXX01" in text_of(borough.client("lead").get(reverse("service-about", args=["elmfield", "ward"])))
    admin.post(reverse("organisations:service-code-remove", args=["elmfield", "ward", code.pk]))
    assert not OutsideCode.objects.in_use().exists()
    entries = AuditEntry.objects.filter(what__endswith="an outside code").order_by("pk")
    assert [(each.what, each.about) for each in entries] == [
        ("added an outside code", "Ward: ODS RXX01"),
        ("removed an outside code", "Ward: ODS RXX01"),
    ]


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(borough: Borough):
    page = reverse("organisations:organisation-codes", args=["elmfield", "hospital"])
    admin = borough.client("admin")
    said = admin.post(page, {"scheme": "urn", "code": "12"})
    assert "Enter a URN of 5 to 7 digits" in text_of(said)
    assert 'value="12"' in said.content.decode()
    assert "Enter what this kind of code is called" in text_of(admin.post(page, {"scheme": "other", "code": "1"}))
    assert not OutsideCode.objects.exists()


def test_a_code_of_another_place_says_which_and_can_be_given_once_it_is_removed(
    borough: Borough, other_borough: Borough
):
    code = give(borough, "ods", "RXX")
    with pytest.raises(ActionRefused, match="Ward already has the code ODS RXX"):
        give(borough, "ods", "rxx", to="hospital")
    with pytest.raises(ActionRefused, match="Another organisation or service has this code"):
        add_code(place=borough.services["clinic"], scheme="ods", code="RXX", by=borough.people["lead"])
    assert give(borough, "ods", "rxx ") == code  # again to the same place
    assert give(other_borough, "ods", "RXX").pk != code.pk  # nobody learns what another partnership has
    remove_code(code=code, by=borough.people["admin"], on=TODAY)
    remove_code(code=code, by=borough.people["admin"])
    assert give(borough, "ods", "RXX", to="hospital").place == borough.organisations["hospital"]
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideCode.objects.filter(pk=code.pk).update(removed_on=None)


def test_two_kinds_of_code_may_have_the_same_number(borough: Borough):
    give(borough, "charity", "1000001")
    give(borough, "urn", "1000001", to="clinic")
    give(borough, "other", "1000001", to="centre", words="UKPRN")
    give(borough, "other", "1000001", to="refuge", words="Ofsted number")
    with pytest.raises(ActionRefused, match="Centre already has the code UKPRN 1000001"):
        give(borough, "other", "1000001", to="ward", words="ukprn")


def test_a_place_is_known_again_by_its_code_after_a_rename(borough: Borough, other_borough: Borough):
    give(borough, "urn", "100001")
    give(borough, "gss", "E08000001", to="council")
    Service.objects.filter(pk=borough.services["ward"].pk).update(name="Something else")
    place_for = OutsideCode.objects.place_for
    assert place_for(borough.partnership, "urn", "100 001") == borough.services["ward"]
    assert place_for(borough.partnership, "gss", "e08000001") == borough.organisations["council"]
    assert place_for(borough.partnership, "urn", "100002") is None
    assert place_for(other_borough.partnership, "urn", "100001") is None


def test_files_name_the_codes_in_words_and_take_one_query_for_them(borough: Borough, django_assert_num_queries):
    give(borough, "ods", "RXX")
    give(borough, "urn", "100001")
    with django_assert_num_queries(1):
        assert codes_in_words(OutsideCode.objects.of(borough.services["ward"])) == "ODS RXX; URN 100001"
    file = borough.client("admin").get(reverse("organisations:services-csv", args=["elmfield"])).getvalue()
    rows = {row["service"]: row for row in csv.DictReader(io.StringIO(file.decode("utf-8-sig")))}
    assert rows["Ward"]["outside_codes"] == "ODS RXX; URN 100001"
    assert rows["Refuge"]["outside_codes"] == ""
