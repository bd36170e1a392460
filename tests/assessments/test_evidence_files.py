"""Files that show what a service says: who may open them, what becomes of them, and what goes wrong without loss."""

import datetime
import errno
import logging
import threading
from unittest import mock

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions import evidence as actions
from assessments.actions.assessing import reopen_assessment, start_assessment, submit_assessment, use_words_again
from assessments.models import Assessment, EvidenceFile, Rating
from assessments.often import run as every_minute
from background.actions import stored_files
from background.models import StoredFile, database_now
from organisations.actions import ActionRefused, close_round
from organisations.models import AuditEntry, Round
from stored_files import keeping
from stored_files.checking import checked_file
from tests.assessments.test_self_assessment import address, decide_all, fields_of, rating
from tests.builders import NOON, TODAY, Borough, days, make_round, text_of
from tests.stored_files.files import EICAR, a_docx, a_pdf, a_picture, pdf_of
from tests.stored_files.scanners import scanning

pytestmark = pytest.mark.django_db
CHECKED = checked_file("minutes.pdf", pdf_of())
NOT_LOOKED_AT = "Our virus check has not looked at this file yet."


@pytest.fixture
def assessment(borough: Borough) -> Assessment:
    return start_assessment(service=borough.services["ward"], round_=borough.round, by=borough.people["lead"], at=NOON)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A folder of this test's own, in which every file that lies there can be seen."""
    kept = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": dict(settings.STORAGES["stored_files"]["OPTIONS"]),
    }
    kept["OPTIONS"]["location"] = str(tmp_path)
    settings.STORAGES = {**settings.STORAGES, "stored_files": kept}
    return tmp_path


def lying(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def add(borough: Borough, assessment: Assessment, code: str = "1a", content: bytes = b"", **more) -> EvidenceFile:
    file = checked_file("minutes.pdf", content) if content else CHECKED
    more = {"words": "Minutes of our meeting", "by": borough.people["lead"], "at": NOON} | more
    return actions.add_file(rating=rating(assessment, code), file=file, **more)


def send(borough: Borough, name: str, content: bytes, words: str = "Minutes", who: str = "lead", **more):
    sent = {"words": words, "file": SimpleUploadedFile(name, content)} | more
    return borough.client(who).post(address(borough, "statement", "1a", "files"), sent, follow=True)


def take(borough: Borough, row: EvidenceFile, who: str = "lead", **more):
    return borough.client(who).get(address(borough, "files", str(row.pk)), **more)


# --- adding, opening, removing -------------------------------------------------------------------


def test_a_file_is_added_seen_beside_the_statement_opened_and_removed(borough: Borough, assessment, folder):
    page = send(borough, "../../Minutes \u202emarch.pdf", pdf_of(), "The minutes, with our plan")
    assert "The file has been added: Minutes march.pdf" in text_of(page)
    row = EvidenceFile.objects.get()
    assert (row.name, row.words, row.added_by) == (
        "Minutes march.pdf",
        "The minutes, with our plan",
        borough.people["lead"],
    )
    [lies] = lying(folder)
    assert "inutes" not in str(lies.relative_to(folder))
    assert lies.stat().st_mode & 0o777 == 0o600
    assert lies.parent.stat().st_mode & 0o077 == 0
    for page in ("1", "check"):
        assert "The minutes, with our plan" in text_of(borough.client("lead").get(address(borough, page)))
    file = take(borough, row)
    assert file.content == pdf_of()
    assert file["Content-Disposition"] == 'attachment; filename="Minutes march.pdf"'
    assert file["Content-Type"] == "application/pdf"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file["Cache-Control"] == "private, no-store"
    removed = borough.client("contributor").post(address(borough, "files", str(row.pk), "remove"), follow=True)
    assert "The file has been removed: Minutes march.pdf" in text_of(removed)
    assert (lying(folder), StoredFile.objects.count(), EvidenceFile.objects.count()) == ([], 0, 0)
    said = set(AuditEntry.objects.values_list("what", "about"))
    assert {("added a file", f"1a, {assessment}"), ("took a file away", f"1a, {assessment}")} <= said


def test_what_was_typed_is_saved_on_the_way_to_a_statement_s_files(borough: Borough, assessment: Assessment):
    sent = fields_of(borough.client("lead").get(address(borough, "1"))) | {"1a-evidence": "We meet.", "files": "1b"}
    page = borough.client("lead").post(address(borough, "1"), sent, follow=True)
    assert "Files that show statement 1b" in text_of(page)
    assert rating(assessment, "1a").evidence == "We meet."


@pytest.mark.parametrize(
    ("name", "content", "words", "said"),
    [
        ("page.pdf", b"<html>", "Minutes", "inside it is something else"),
        ("minutes.pdf", pdf_of(), "", "Enter what the file is and what it shows"),
        ("minutes.pdf", pdf_of(), "", "Select the file again. What you entered is still here."),
        ("minutes.pdf", pdf_of(), "The plan of Jayden Whitfield", "“Jayden Whitfield” may be a name."),
        ("x" * 300 + "🌱.exe", b"MZ", "Minutes", "Select a PDF, a Word document"),
        ("empty.pdf", b"", "Minutes", "Select a file that is not empty"),
        ("long.pdf", b"%PDF-" + b"0" * 10_500_000, "Minutes", "Select a file smaller than 10 MB"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(name, content, words, said, borough: Borough, assessment, folder):
    page = send(borough, name, content, words)
    assert said in text_of(page)
    assert f'value="{words}"' in page.content.decode() or not words
    assert (EvidenceFile.objects.count(), lying(folder)) == (0, [])


def test_words_that_are_kept_as_they_are_are_kept(borough: Borough, assessment: Assessment):
    asked = send(borough, "minutes.pdf", pdf_of(), "The plan of Jayden Whitfield")
    mark = asked.context["form"].fields["words"].keep_as_it_is["mark"]
    send(borough, "minutes.pdf", pdf_of(), "The plan of Jayden Whitfield", **{"words-keep": mark})
    assert EvidenceFile.objects.get().kept_as_it_is == mark


def test_a_picture_lies_without_its_place(borough: Borough, assessment: Assessment, folder):
    send(borough, "wall.png", a_picture())
    row = EvidenceFile.objects.get()
    assert (row.name, row.stored.kind, take(borough, row)["Content-Type"]) == ("wall.jpg", "jpg", "image/jpeg")


def test_the_same_file_twice_is_one_and_there_is_a_most(borough: Borough, assessment: Assessment, folder):
    assert add(borough, assessment) == add(borough, assessment)
    for number in range(1, actions.MOST_OF_A_STATEMENT):
        add(borough, assessment, content=pdf_of(f"/Lang (l{number})"))
    with pytest.raises(ActionRefused, match="There are 5 files beside this statement already"):
        add(borough, assessment, content=pdf_of("/Lang (more)"))
    assert len(lying(folder)) == actions.MOST_OF_A_STATEMENT
    assert "There are 5 files, as many as there can be." in text_of(send(borough, "a.pdf", pdf_of("/Lang (x)")))


def test_there_is_a_most_of_a_whole_self_assessment(borough: Borough, assessment: Assessment, folder, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OF_AN_ASSESSMENT", 2)
    add(borough, assessment, "1a"), add(borough, assessment, "1b")
    with pytest.raises(ActionRefused, match="There are 2 files in this self-assessment already"):
        add(borough, assessment, "2a")
    assert len(lying(folder)) == 2


def test_pages_cost_the_same_for_one_file_and_for_many(borough: Borough, assessment: Assessment):
    lead, counts = borough.client("lead"), []
    for codes in (["1a"], ["1b", "2a", "2b", "3a"]):
        for code in codes:
            add(borough, assessment, code), add(borough, assessment, code, a_pdf())
        for page in ("check", "1"):
            with CaptureQueriesContext(connection) as asked:
                lead.get(address(borough, page))
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


# --- who may -------------------------------------------------------------------------------------


def test_only_those_who_may_read_the_self_assessment_open_its_files(borough: Borough, assessment: Assessment):
    row = add(borough, assessment)
    answers = {who: take(borough, row, who).status_code for who in ("lead", "contributor", "leader", "admin")}
    assert set(answers.values()) == {200}
    assert {take(borough, row, who).status_code for who in ("sector", "board", "reviewer", "keyer")} == {403}
    assert borough.client("lead").get(address(borough, "files", str(row.pk + 1))).status_code == 404


def test_the_sector_s_lead_opens_them_while_the_self_assessment_is_shared(borough: Borough, assessment: Assessment):
    row = add(borough, assessment)
    decide_all(assessment)
    submit_assessment(assessment=assessment, by=borough.people["lead"], at=NOON)
    assert take(borough, row, "sector").status_code == 403
    shared = {"shared_on": TODAY, "shared_with": borough.services["ward"].sector}
    Assessment.objects.filter(pk=assessment.pk).update(**shared)
    assert take(borough, row, "sector").content == CHECKED.content


def test_a_file_of_another_self_assessment_is_not_there(borough: Borough, assessment: Assessment):
    refuge = start_assessment(
        service=borough.services["refuge"], round_=borough.round, by=borough.people["admin"], at=NOON
    )
    row = add(borough, refuge)
    assert take(borough, row).status_code == 404
    assert borough.client("lead").post(address(borough, "files", str(row.pk), "remove")).status_code == 404
    assert EvidenceFile.objects.filter(pk=row.pk).exists()


def test_what_is_submitted_or_closed_keeps_its_files_and_takes_no_more(
    borough: Borough, assessment: Assessment, folder
):
    row, lead = add(borough, assessment), borough.people["lead"]
    decide_all(assessment)
    submit_assessment(assessment=assessment, by=lead, at=NOON)
    for deed in (lambda: add(borough, assessment, "1b"), lambda: actions.remove_file(file=row, by=lead)):
        with pytest.raises(ActionRefused, match="cannot be changed"):
            deed()
    assert "cannot be changed" in text_of(send(borough, "a.pdf", pdf_of("/Lang (x)")))
    reopen_assessment(assessment=assessment, reason="One is missing", by=lead, at=NOON)
    add(borough, assessment, "1b")
    close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    with pytest.raises(ActionRefused, match="cannot be changed"):
        add(borough, assessment, "2a")
    assert take(borough, row).content == CHECKED.content
    assert len(lying(folder)) == 2


# --- from round to round, and the end ------------------------------------------------------------


def next_round(borough: Borough, assessment: Assessment, **more) -> Assessment:
    lead = borough.people["lead"]
    decide_all(assessment)
    submit_assessment(assessment=assessment, by=lead, at=NOON)
    close_round(round_=borough.round, by=borough.people["admin"], at=NOON)
    opens = TODAY + days(60)
    round_ = make_round(borough, "Spring 2027", opens_on=opens, closes_on=opens + days(30), **more)
    return start_assessment(service=borough.services["ward"], round_=round_, by=lead, at=NOON + days(60))


def test_files_go_along_to_the_next_round_without_a_copy_and_stay_where_they_were(borough: Borough, assessment, folder):
    row = add(borough, assessment)
    later = next_round(borough, assessment, fresh_statements=0)
    again = EvidenceFile.objects.get(rating__assessment=later)
    assert (again.stored, again.words, again.rating.statement.code) == (row.stored, row.words, "1a")
    assert len(lying(folder)) == 1
    actions.remove_file(file=again, by=borough.people["lead"])
    assert take(borough, row).content == CHECKED.content


def test_with_fresh_eyes_files_come_with_the_words(borough: Borough, assessment: Assessment):
    add(borough, assessment)
    later = next_round(borough, assessment, fresh_statements=19)
    assert not EvidenceFile.objects.filter(rating__assessment=later).exists()
    for _press in range(2):
        earlier = rating(assessment, "1a")
        use_words_again(rating=rating(later, "1a"), earlier=earlier, by=borough.people["lead"])
    assert EvidenceFile.objects.filter(rating__assessment=later).count() == 1


def test_what_goes_with_its_round_goes_from_the_disk_within_a_minute(borough: Borough, assessment: Assessment, folder):
    add(borough, assessment)
    assessment.delete()
    every_minute(at=timezone.now())
    assert (StoredFile.objects.count(), lying(folder)) == (0, [])


def test_what_no_row_knows_goes_after_a_week(borough: Borough, assessment: Assessment, folder):
    add(borough, assessment)
    lost = keeping.put(b"of a transaction that failed")
    now = database_now()
    assert stored_files.sweep(at=now) == 0
    assert stored_files.sweep(at=now + datetime.timedelta(days=8)) == 1
    assert lost not in list(keeping.all_names())
    assert len(lying(folder)) == 1
    StoredFile.objects.all().update(name="00/of-another-database")
    EvidenceFile.objects.all().delete(), StoredFile.objects.all().delete()
    assert stored_files.sweep(at=now + datetime.timedelta(days=8)) == 0, "a database that knows nothing deletes nothing"


# --- what goes wrong -----------------------------------------------------------------------------


class Full(FileSystemStorage):
    """A folder on a full disk: the file is begun, and there is no room for the rest."""

    def _save(self, name, content):
        path = self.path(name)
        super()._save(name, content)
        with open(path, "wb") as half:
            half.write(b"%PDF")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_and_nothing_is_lost(borough: Borough, assessment: Assessment, folder, settings):
    kept = add(borough, assessment, "1b")
    options = settings.STORAGES["stored_files"]["OPTIONS"]
    full = {"BACKEND": f"{__name__}.Full", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "stored_files": full}
    storages._storages.clear(), storages._storages.update(stored_files=Full(**options))
    page = send(borough, "minutes.pdf", pdf_of(), "The minutes")
    assert "We could not keep the file at the moment. Nothing else is lost." in text_of(page)
    assert 'value="The minutes"' in page.content.decode()
    assert list(EvidenceFile.objects.all()) == [kept]
    assert len(lying(folder)) == 1, "the half of a file is gone"
    assert take(borough, kept).content == CHECKED.content


def test_a_row_that_cannot_be_written_leaves_no_row_and_an_orphan_at_most(borough: Borough, assessment, monkeypatch):
    monkeypatch.setattr(actions, "record", lambda **_: (_ for _ in ()).throw(RuntimeError("killed")))
    with pytest.raises(RuntimeError):
        add(borough, assessment)
    assert (EvidenceFile.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_bytes_that_are_gone_or_others_by_now_are_not_handed_out(
    borough: Borough, assessment: Assessment, folder, caplog
):
    caplog.set_level(logging.CRITICAL)
    row = add(borough, assessment)
    [lies] = lying(folder)
    lies.write_bytes(b"something else")
    assert "We cannot get this file at the moment." in text_of(take(borough, row, follow=True))
    lies.unlink()
    assert "We cannot get this file at the moment." in text_of(take(borough, row, follow=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_people_who_add_at_one_moment_stay_within_the_most(borough: Borough, assessment: Assessment, folder):
    for number in range(actions.MOST_OF_A_STATEMENT - 1):
        add(borough, assessment, content=pdf_of(f"/Lang (l{number})"))
    ready, said = threading.Barrier(2), []

    def press(number: int) -> None:
        ready.wait(5)
        try:
            add(borough, assessment, content=pdf_of(f"/Lang (of{number})"))
            said.append("added")
        except ActionRefused as reason:
            said.append(str(reason))
        finally:
            connections.close_all()

    people = [threading.Thread(target=press, args=[number]) for number in range(2)]
    [one.start() for one in people], [one.join() for one in people]
    assert [words[:11] for words in sorted(said)] == ["There are 5", "added"]
    assert (EvidenceFile.objects.count(), len(lying(folder))) == (5, 5)


def test_two_gigabytes_are_refused_by_what_they_say_before_anything_is_read(borough: Borough, assessment, folder):
    here = address(borough, "statement", "1a", "files")
    sent = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(2 * 1024**3)}
    with mock.patch.object(HttpRequest, "read", side_effect=AssertionError("It was read.")):
        page = borough.client("lead").generic("POST", here, b"--x", **sent)
    assert (page.status_code, page["Connection"]) == (413, "close")
    assert "What you sent is too large" in text_of(page)


# --- the scanner ---------------------------------------------------------------------------------


def infected() -> bytes:
    return pdf_of().replace(b"%PDF-1.7\n", b"%PDF-1.7\n%" + EICAR + b"\n")


def test_what_the_scanner_finds_is_not_kept(borough: Borough, assessment: Assessment, folder, settings):
    with scanning() as scanner:
        settings.VIRUS_SCANNER = scanner.address
        page = send(borough, "minutes.pdf", infected(), "The minutes")
        assert "Our virus check found something in this file, so we have not kept it." in text_of(page)
        assert (EvidenceFile.objects.count(), lying(folder)) == (0, [])
        assert AuditEntry.objects.filter(what__contains="Win.Test.EICAR_HDB-1").count() == 1
        assert "The file has been added" in text_of(send(borough, "minutes.docx", a_docx()))
    assert EvidenceFile.objects.get().stored.state == "clean"
    assert take(borough, EvidenceFile.objects.get()).status_code == 200, "it was looked at; the scanner may be away now"


@pytest.mark.parametrize("manner", ["silent", "dies", "cut off"])
def test_a_scanner_that_does_not_answer_opens_nothing(
    manner, borough: Borough, assessment, folder, settings, monkeypatch
):
    monkeypatch.setattr(stored_files, "PATIENCE_OF_A_PAGE", 0.3)
    monkeypatch.setattr(stored_files, "PATIENCE_OF_THE_WORKER", 0.3)
    with scanning() as scanner:
        settings.VIRUS_SCANNER, scanner.manner = scanner.address, manner
        page = send(borough, "minutes.pdf", infected())
        assert "Others can open it once our virus check has looked at it." in text_of(page)
        assert NOT_LOOKED_AT in text_of(page)
        row = EvidenceFile.objects.get()
        for who in ("lead", "admin"):
            assert take(borough, row, who).status_code == 302
        every_minute(at=timezone.now())
        assert take(borough, row).status_code == 302
        add(borough, assessment, "1b")
        scanner.manner = ""
        every_minute(at=timezone.now())
    page = text_of(borough.client("lead").get(address(borough, "check")))
    assert "We deleted this file, because our virus check found something in it." in page
    assert NOT_LOOKED_AT not in page
    assert len(lying(folder)) == 1, "only the clean one lies there"
    assert AuditEntry.objects.get(what__startswith="deleted a file").by is None
    assert take(borough, row).status_code == 302
    actions.remove_file(file=row, by=borough.people["lead"])
    assert StoredFile.objects.get().state == "clean"


def test_files_from_before_there_was_a_scanner_wait_for_it(borough: Borough, assessment: Assessment, settings):
    row = add(borough, assessment)
    assert take(borough, row).status_code == 200
    with scanning() as scanner:
        settings.VIRUS_SCANNER = scanner.address
        assert take(borough, row).status_code == 302
        every_minute(at=timezone.now())
        assert take(borough, row).status_code == 200


def test_one_that_the_scanner_cannot_read_is_not_in_the_way_of_the_others(
    borough: Borough, assessment, folder, settings
):
    lost, other = add(borough, assessment, "1a"), add(borough, assessment, "1b", a_pdf())
    keeping.take_away(lost.stored.name)
    with scanning() as scanner:
        settings.VIRUS_SCANNER = scanner.address
        every_minute(at=timezone.now())
    other.stored.refresh_from_db()
    assert other.stored.state == "clean"


def test_practice_shows_files_and_takes_its_own_along(borough: Borough, assessment: Assessment, folder):
    Round.objects.filter(pk=borough.round.pk).update(is_practice=True)
    add(borough, assessment)
    Rating.objects.filter(assessment=assessment).delete()
    every_minute(at=timezone.now())
    assert lying(folder) == []
