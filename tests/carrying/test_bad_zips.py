"""A zip that was cut off, changed, made elsewhere or to do harm: one sentence with file and line, and no change."""

import io
import zipfile

import pytest

from carrying import opening
from carrying.actions.bringing_in import bring_in
from carrying.actions.taking_out import take_out
from carrying.refusals import Refused
from organisations.models import Partnership, User
from tests.builders import NOON
from tests.carrying.test_out_and_in import whole_borough  # noqa: F401  a scene
from tests.carrying.zips import changed, empty_the_installation, files_in, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SERVICES = "rows/organisations_service.csv"


@pytest.fixture
def content(whole_borough) -> bytes:  # noqa: F811
    """A zip, in an installation in which nothing is."""
    made = take_out(partnership=whole_borough.partnership, by=None, at=NOON)
    empty_the_installation()
    return made


def refusal(content: bytes, **more) -> str:
    with pytest.raises(Refused) as reason:
        bring_in(content=content, at=NOON, **more)
    assert not Partnership.objects.exists()
    assert not User.objects.exists()
    return str(reason.value)


def replace(old: str, new: str, *, count: int = 1):
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, count)

    return change


def test_a_file_that_is_cut_off_or_is_no_zip_of_ours(content: bytes):
    assert refusal(content[: len(content) // 2]) == "this is no zip, or it is cut off"
    assert refusal(b"") == "this is no zip, or it is cut off"
    assert refusal(zipped({"hello.txt": b"hello"})).startswith("manifest.csv: there is no manifest")


def test_a_byte_that_changed_on_the_way(content: bytes):
    at = content.index(b"rows/reporting_releasedfigure.csv") + 400
    damaged = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
    assert refusal(damaged).startswith("rows/reporting_releasedfigure.csv: it is")


@pytest.mark.parametrize(
    ("name", "change", "is_listed", "said"),
    [
        (SERVICES, replace("Ward", "Word"), False, "it is not the file that the manifest lists"),
        (SERVICES, replace("Ward", "Wards"), False, "manifest.csv, line"),
        ("manifest.csv", replace(SERVICES, "rows/else.csv"), True, "rows/else.csv is listed and not in the zip"),
        (SERVICES, replace("key,", "kee,"), True, f"{SERVICES}, line 1: the columns must be: key, organisation"),
        (SERVICES, replace("ward,40", "ward,forty"), True, f"{SERVICES}, line 2: headcount: “forty” is no"),
        (SERVICES, replace("ward,40", "ward,-4"), True, f"{SERVICES}, line 2: headcount: “-4”"),
        (SERVICES, replace("Ward", "W" * 500), True, f"{SERVICES}, line 2: name:"),
        (SERVICES, replace("\r\n1,1,", "\r\n1,99,"), True, "line 2: organisation: it names 99, and "),
        (SERVICES, replace("\r\n2,", "\r\n1,"), True, f"{SERVICES}, line 3: the key 1 stands here twice"),
        (SERVICES, replace("clinic,Clinic,clinic", "ward,Ward,ward"), True, f"{SERVICES}, line"),
        (SERVICES, replace("ward,40,,no", "ward,40,,no,"), True, f"{SERVICES}, line 2: it has 11 cells where"),
        ("rows/organisations_membership.csv", replace("admin", "queen"), True, "is none of the values of this column"),
        ("rows/organisations_user.csv", replace("elmfield-admin@example.org", "a@millbrook.example"), True, "password"),
        ("rows/reporting_releasedfigure.csv", replace(",shown,", ",none,"), True, "reporting_releasedfigure.csv, line"),
        ("rows/reporting_release.csv", replace("\r\n1,1,", "\r\n1,,"), True, "round: nothing stands here, where"),
        ("about.csv", replace("migration of surveys,", "migration of surveys,9"), True, "made by another version"),
        ("about.csv", replace("format,1", "format,2"), True, "it is of format 2; this programme reads 1"),
        ("checksums.csv", lambda text: text[:-3] + "x\r\n", True, "the figures of a release"),
        ("framework/framework_statement.csv", lambda text: text + '"', True, "framework_statement.csv"),
    ],
)  # fmt: skip
def test_a_file_that_somebody_changed(content: bytes, name, change, is_listed, said):
    assert said in refusal(changed(content, name, change, is_listed=is_listed))


def test_what_is_listed_twice_or_not_at_all(content: bytes):
    files = files_in(content)
    assert refusal(zipped({**files, "extra.txt": b"x"})) == "manifest.csv: extra.txt is in the zip and not listed"
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr(SERVICES, files[SERVICES])
    assert refusal(out.getvalue()) == "it has two files of the same name"


def test_a_zip_that_would_fill_the_memory_is_not_unpacked(content: bytes, monkeypatch):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.csv", b"0" * 9_000_000)
    assert refusal(out.getvalue()) == "manifest.csv: it is too large"
    monkeypatch.setattr(opening, "MOST_BYTES", 1000)
    assert refusal(content).startswith("it is too large when unpacked")


def test_a_framework_that_has_other_words_here_is_not_mixed_with_that_of_the_zip(whole_borough):  # noqa: F811
    made = take_out(partnership=whole_borough.partnership, by=None, at=NOON)
    whole_borough.round.framework.checksum = "0" * 64
    whole_borough.round.framework.save()
    with pytest.raises(Refused, match=r"frameworkversion.csv, line \d+: tip-2026-5 is loaded here with other"):
        bring_in(content=made, at=NOON, address="elmham")


def test_a_key_for_nothing_and_an_address_that_the_site_needs(content: bytes):
    assert refusal(content, key="x").startswith("nothing is locked in this zip")
    assert "line 2: Enter a different address" in refusal(content, address="admin")
    assert "line 2: Enter a valid" in refusal(content, address="../up")
