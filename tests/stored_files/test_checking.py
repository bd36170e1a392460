"""A file is kept where it is what its name says and runs nothing. The others are refused in words that help."""

import io
import time
import zipfile
import zlib

import pytest
from PIL import Image, ImageFile

from stored_files.checking import Checked, checked_file
from stored_files.names import cleaned_name, ending_of, random_name
from stored_files.refusals import NotTaken
from tests.stored_files.files import (
    EICAR,
    a_docx,
    a_pdf,
    a_picture,
    a_png_that_says,
    an_xlsx,
    pdf_of,
    with_parts,
)

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how files of other programmes begin
ELSE = "inside it is something else"
RUNS, FETCHES = "holds a programme", "from somewhere else"
HTML = b"<!doctype html><script>alert(1)</script>"
TYPES = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("minutes.pdf", a_pdf()),
        ("MINUTES.PDF", pdf_of()),
        ("minutes.docx", a_docx()),
        ("list.xlsx", an_xlsx()),
    ],
)
def test_what_people_have_is_kept_as_it_is(name: str, content: bytes):
    checked = checked_file(name, content)
    assert (checked.content, checked.kind) == (content, name.rpartition(".")[2].lower())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.txt", b"words", "Select a PDF, a Word document"),
        ("eicar.com", EICAR, "Select a PDF, a Word document"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "Select a PDF, a Word document"),
        ("page.html", HTML, "Select a PDF, a Word document"),
        ("minutes.pdf.exe", a_pdf(), "Select a PDF, a Word document"),
        ("minutes", a_pdf(), "Select a PDF, a Word document"),
        ("old.doc", OLD, "Select a PDF, a Word document"),
        ("macros.docm", a_docx(), "Select a PDF, a Word document"),
        ("nothing.pdf", b"", "not empty"),
        ("long.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), "smaller than 10 MB"),
        ("eicar.pdf", EICAR, ELSE),
        ("page.pdf", HTML, ELSE),
        ("both.pdf", b"%PDF-1.7\n" + HTML + pdf_of(), ELSE),
        ("behind.pdf", pdf_of() + b"<script>" * 500, ELSE),
        ("zip.pdf", pdf_of() + an_xlsx(), ELSE),
        ("zip-before-the-end.pdf", pdf_of() + an_xlsx() + b"\n%%EOF\n", ELSE),
        ("picture.pdf", a_picture(), ELSE),
        ("broken.pdf", b"%PDF-1.7\nnothing more\n%%EOF", "We cannot open"),
        ("script.pdf", pdf_of("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), RUNS),
        ("hidden.pdf", pdf_of("/OpenAction << /S /J#61vaScript /#4aS (app.alert\\(1\\)) >>"), RUNS),
        ("launch.pdf", pdf_of("/OpenAction << /S /Launch /F (cmd.exe) >>"), RUNS),
        ("files.pdf", pdf_of("/Names << /EmbeddedFiles << /Names [] >> >>"), RUNS),
        ("many.pdf", a_pdf(501), "no more than 500 pages"),
        ("page.docx", HTML, ELSE),
        ("list.docx", an_xlsx(), ELSE),
        ("minutes.xlsx", a_docx(), ELSE),
        ("before.docx", HTML + a_docx(), ELSE),
        ("both.docx", b"PK\x03\x04" + HTML + a_docx(), ELSE),
        ("behind.docx", a_docx() + HTML, ELSE),
        ("locked.xlsx", OLD + b"0" * 600, "has a password"),
        ("way-out.docx", with_parts(a_docx(), {"../../etc/cron.d/x": b"1"}), ELSE),
        ("cut-off.docx", a_docx()[:-60], ELSE),
        ("macro.docx", with_parts(a_docx(), {"word/vbaProject.bin": b"1"}), RUNS),
        ("control.docx", with_parts(a_docx(), {"word/activeX/activeX1.xml": b"<a/>"}), RUNS),
        (
            "inside.docx",
            with_parts(a_docx(), {"word/embeddings/x.bin": OLD}),
            "another file",
        ),
        ("zip.docx", with_parts(a_docx(), {"word/media/x.zip": with_parts(a_docx(), {})}), "another file"),
        ("dde.docx", with_parts(a_docx(), {"word/footer9.xml": b"<w:instrText>DDEAUTO c cmd</w:instrText>"}), FETCHES),
        ("page.png", HTML, ELSE),
        ("svg.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", ELSE),
        ("photo.jpg", a_picture("PNG"), ELSE),
        ("half.png", a_picture()[:60], "Check that it opens"),
    ],
    ids=lambda one: one if isinstance(one, str) and "." in one else "",
)
def test_what_could_hurt_somebody_or_lies_is_refused(name: str, content: bytes, said: str):
    with pytest.raises(NotTaken, match=said):
        checked_file(name, content)


def relations(kind: str, target: str) -> bytes:
    schema = "http://schemas.openxmlformats.org"
    said = f'<Relationship Id="rId9" Type="{schema}/officeDocument/2006/relationships/{kind}"'
    said += f' Target="{target}" TargetMode="External"/>'
    begins = f'<?xml version="1.0"?><Relationships xmlns="{schema}/package/2006/relationships">'
    return f"{begins}{said}</Relationships>".encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "image", "externalLinkPath", "frame"])
def test_a_document_that_fetches_something_by_itself_is_refused_and_a_link_is_not(kind: str, encoding: str):
    part = "word/_rels/settings.xml.rels"
    said = relations(kind, "https://elsewhere.example/x.dotm").decode().encode(encoding)
    if encoding == "utf-16":
        said = relations(kind, "//elsewhere/x").decode().replace("?>", ' encoding="utf-16"?>', 1).encode(encoding)
    with pytest.raises(NotTaken, match=FETCHES):
        checked_file("a.docx", with_parts(a_docx(), {part: said}))
    assert checked_file("a.docx", with_parts(a_docx(), {part: relations("hyperlink", "https://www.nhs.uk/")}))


def test_definitions_in_the_list_of_parts_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Types>&b;</Types>'
    with pytest.raises(NotTaken, match="We cannot open"):
        checked_file("a.docx", with_parts(a_docx(), {TYPES: bomb}, instead=True))


def test_a_macro_that_is_called_a_document_is_known_by_its_kind():
    with zipfile.ZipFile(io.BytesIO(a_docx())) as parts:
        kinds = parts.read(TYPES)
    kinds = kinds.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    with pytest.raises(NotTaken, match=RUNS):
        checked_file("a.docx", with_parts(a_docx(), {TYPES: kinds}, instead=True))


def test_a_zip_bomb_is_refused_whatever_it_says_of_its_size():
    bomb = with_parts(a_docx(), {"word/big.xml": b"0" * (101 * 1024 * 1024)})
    assert len(bomb) < 200_000
    with pytest.raises(NotTaken, match="too large when unpacked"):
        checked_file("bomb.docx", bomb)
    said = (101 * 1024 * 1024).to_bytes(4, "little")
    assert bomb.count(said) >= 2
    began = time.monotonic()
    with pytest.raises(NotTaken):
        checked_file("liar.docx", bomb.replace(said, (99).to_bytes(4, "little")))
    assert time.monotonic() - began < 3


def test_a_bomb_inside_a_document_inside_counts_for_the_whole():
    inner = with_parts(an_xlsx(), {"xl/big.xml": b"0" * (60 * 1024 * 1024)})
    both = {"word/embeddings/a.xlsx": inner, "word/embeddings/b.xlsx": inner}
    with pytest.raises(NotTaken, match="too large when unpacked"):
        checked_file("a.docx", with_parts(a_docx(), both))
    assert checked_file("a.docx", with_parts(a_docx(), {"word/embeddings/a.xlsx": an_xlsx()}))


def test_scripts_in_a_packed_list_of_objects_are_found():
    packed = zlib.compress(b"4 0 << /S /JavaScript /JS (app.alert) >>")
    head = b"\n9 0 obj << /Type /ObjStm /N 1 /First 4 /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed)
    sent = pdf_of().replace(b"\nxref", head + packed + b"\nendstream endobj\nxref")
    with pytest.raises(NotTaken, match=RUNS):
        checked_file("a.pdf", sent)


def test_a_pdf_that_breaks_its_reader_breaks_nothing_else(monkeypatch, tmp_path):
    breaks = tmp_path / "reader.py"
    breaks.write_text("import os; os.abort()")
    monkeypatch.setattr("stored_files.pdf._READER", breaks)
    with pytest.raises(NotTaken, match="We cannot open"):
        checked_file("a.pdf", pdf_of())
    breaks.write_text("import time; time.sleep(60)")
    monkeypatch.setattr("stored_files.pdf.PATIENCE", 0.2)
    with pytest.raises(NotTaken, match="We cannot open"):
        checked_file("a.pdf", pdf_of())


def test_a_picture_is_drawn_anew_without_its_place_and_without_what_stands_behind_it():
    seen = Image.Exif()
    seen[0x010F] = "Camera of a worker"
    seen.get_ifd(0x8825)[2] = (53.0, 28.0, 1.0)
    sent = a_picture("JPEG", exif=seen, comment=b"taken at home") + b"<script>" + EICAR
    kept = checked_file("photo.jpeg", sent)
    assert (kept.name, kept.kind) == ("photo.jpg", "jpg")
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert dict(drawn.getexif()) == {}
        assert "comment" not in drawn.info
    assert not any(word in kept.content for word in (b"Camera", b"home", b"<script>", EICAR))
    assert checked_file("plan.png", a_picture()).name == "plan.jpg"


def test_a_picture_of_49_million_dots_is_refused_before_it_is_unpacked(monkeypatch):
    sent = a_png_that_says(7000, 7000)
    assert len(sent) < 200
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda *args: pytest.fail("It was decoded."))
    with pytest.raises(NotTaken, match="too many pixels"):
        checked_file("large.png", sent)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\jo\\minutes.pdf", "minutes.pdf"),
        ("minutes\u202efdp.exe.pdf", "minutesfdp.exe.pdf"),
        ("a\0b\r\nSet-Cookie: x.pdf", "ab Set-Cookie x.pdf"),
        ("<script>.pdf", "script.pdf"),
        (".pdf", "file.pdf"),
        ("...pdf", "file.pdf"),
        ("   \u200b .pdf", "file.pdf"),
        ("Protokół 🌱 نسخة.pdf", "Protokół 🌱 نسخة.pdf"),
        ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
    ],
)
def test_a_name_is_one_line_that_hides_nothing(sent: str, kept: str):
    assert cleaned_name(sent, "pdf") == kept


def test_the_ending_is_the_last_one():
    names = ("a.pdf", "a.PDF", "a.pdf.exe", "a", "a/b.c/d")
    assert [ending_of(name) for name in names] == ["pdf", "pdf", "exe", "", ""]


def test_where_files_lie_is_drawn_by_chance():
    drawn = {random_name() for _try in range(100)}
    assert len(drawn) == 100
    assert {len(name) for name in drawn} == {35}
    assert isinstance(checked_file("a.pdf", pdf_of()), Checked)
