"""Files that are no tables, or bad ones: each is refused quickly with what to do, or read without harm."""

import io
import struct
import time
import zipfile
from contextlib import nullcontext

import pytest
from openpyxl import Workbook

from tables.cells import Cell, CellKind, UnreadableFile
from tables.columns import propose
from tables.finding import find_list
from tables.grid import MOST_COLUMNS, Budget, Grid, is_percent_format
from tables.known_columns import columns_of_services
from tables.reading import read_book
from tables.values import decimal, headcount
from tests.tables.layouts import workbook, written, zipped

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
WORKBOOK = workbook(("Sheet", [["Service"], ["A"]]))


def changed(content: bytes, parts: dict[str, str | bytes]) -> bytes:
    """A workbook with other or further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def sheet_of(rows: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'
    return changed(WORKBOOK, {"xl/worksheets/sheet1.xml": part})


def texts(content: bytes, name: str = "a.xlsx") -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in read_book(content, name).sheets[0].rows]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.csv", b"", "not empty"),
        ("list.csv", b"\r\n \r\n", "not empty"),
        ("list.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "This is a PDF"),
        ("list.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is a picture"),
        ("list.xlsx", b"\xff\xd8\xff\xe0\0\x10JFIF", "This is a picture"),
        ("list.xlsx", b"\0\0\0\x18ftypheic\0\0\0\0", "This is a picture"),
        ("list.xlsx", zipped({"word/document.xml": "<a/>", "[Content_Types].xml": "<a/>"}), "text document"),
        ("list.csv", b"{\\rtf1\\ansi Service}", "text document"),
        ("list.xls", OLD + "WordDocument".encode("utf-16-le"), "text document"),
        ("list.xls", OLD + "__properties_version1.0".encode("utf-16-le"), "an email"),
        ("list.xls", OLD + "Something".encode("utf-16-le"), "do not know this kind"),
        ("list.xls", OLD + "Workbook".encode("utf-16-le"), "could not open this spreadsheet"),
        ("list.xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        ("list.xlsx", zipped({"list.csv": "a,b"}), "Unpack it"),
        ("list.xlsx", zipped({"Index/Document.iwa": "x"}), "In Numbers"),
        ("list.xlsx", b"PK\x03\x04broken", "could not open this spreadsheet"),
        ("list.xlsx", WORKBOOK[: len(WORKBOOK) // 2], "could not open this spreadsheet"),
        ("list.xlsx", changed(WORKBOOK, {"xl/worksheets/sheet1.xml": "<row"}), "could not open this spreadsheet"),
        ("list.csv", b"\x1f\x8b\x08\0\0", "Unpack it"),
        ("list.csv", b'{"services": [1, 2]}', "written for programs"),
        ("list.csv", b"<?xml version='1.0'?><services/>", "written for programs"),
        ("list.xls", b"<html><body><p>Sign in</p></body></html>", "web page without a table"),
        (
            "list.xls",
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n",
            "web page saved as one file",
        ),
        ("list.csv", bytes(range(256)) * 4, "do not know this kind"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(name, content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read_book(content, name)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(UnreadableFile, match="smaller than 1 MB"):
        read_book(b"a,b\r\n" * 300_000, "list.csv", most_bytes=1024 * 1024)


ROWS = "".join(f'<row r="{at}"><c r="A{at}"><v>{at * 7919}</v></c></row>' for at in range(1, 1_000_000))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (written([["Service", 1]] * 1_000_000), "no more than 20,000 rows"),
        (sheet_of(ROWS), "no more than 20,000 rows"),
        (sheet_of("<row/>" * 40_000_000), "too large when unpacked"),
        (changed(WORKBOOK, {"xl/sharedStrings.xml": b" " * 70_000_000}), "too large when unpacked"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": " " * 50_000_000}),
            "unpacked",
        ),
    ],
    ids=["text", "rows", "bomb", "texts", "ods"],
)
def test_a_file_that_is_huge_is_refused_before_it_is_read(content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read_book(content, "huge")


def test_a_part_that_says_less_than_it_holds_is_read_no_further():
    content = bytearray(sheet_of("<row/>" * 1_000_000))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as parts:
        part = parts.getinfo("xl/worksheets/sheet1.xml")
    for at in [at for at in range(len(content) - 4) if content[at : at + 4] == struct.pack("<L", part.file_size)]:
        content[at : at + 4] = struct.pack("<L", 500)
    with pytest.raises(UnreadableFile, match="could not open this spreadsheet"):
        read_book(bytes(content), "liar.xlsx")


def test_definitions_that_grow_are_not_followed():
    grows = (
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><worksheet><sheetData>&c;</sheetData></worksheet>'
    )
    with pytest.raises(UnreadableFile, match="could not open this spreadsheet"):
        read_book(changed(WORKBOOK, {"xl/worksheets/sheet1.xml": grows}), "a.xlsx")


def test_formulas_are_not_run_and_their_stored_results_are_read():
    rows = (
        '<row><c><f>WEBSERVICE("http://x.example")</f></c><c><f>1+1</f><v>2</v></c>'
        '<c t="str"><f>""</f><v></v></c><c t="e"><f>A9</f><v>#REF!</v></c><c t="b"><v>1</v></c></row>'
    )
    (row,) = read_book(sheet_of(rows), "a.xlsx").sheets[0].rows
    assert [(cell.text, cell.kind) for cell in row.cells] == [
        ("", CellKind.FORMULA), ("2", CellKind.NUMBER), ("", CellKind.TEXT), ("#REF!", CellKind.FAULT),
        ("TRUE", CellKind.YES_NO),
    ]  # fmt: skip


def test_links_and_macros_are_left_alone():
    link = '<externalLink xmlns="x"><externalBook/></externalLink>'
    content = changed(
        WORKBOOK, {"xl/externalLinks/externalLink1.xml": link, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0Auto_Open"}
    )
    assert texts(content, "a.xlsm") == [["Service"], ["A"]]


def test_a_style_that_one_reader_finds_fault_with_is_no_reason_to_refuse():
    book = read_book(changed(WORKBOOK, {"xl/styles.xml": "<styleSheet><fonts count='x'/></styleSheet>"}), "a.xlsx")
    assert [[cell.text for cell in row.cells] for row in book.sheets[0].rows] == [["Service"], ["A"]]


def test_rows_that_are_only_formatted_do_not_count():
    far = '<row r="1048576"><c r="A1048576" s="0"/></row>'
    filled = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9"><v>2</v></c></row>'
    (first, last) = read_book(sheet_of(filled + far), "a.xlsx").sheets[0].rows
    assert (first.line, last.line) == (1, 9)
    assert [cell.text for cell in last.cells] == ["", "", "2"]


def test_numbers_are_read_as_they_are_shown():
    def formats(book: Workbook) -> None:
        book.active["A1"].number_format = "000000"
        book.active["C1"].number_format = '0.0" %"'

    content = workbook(("A", [[1234, 0.1 + 0.2, 14.5, 1e21, 2.0]]), then=formats)
    assert texts(content) == [["001234", "0.3", "14.5", "1000000000000000000000", "2"]]
    assert texts(sheet_of("<row><c><v>0.30000000000000004</v></c></row>")) == [["0.3"]]


def test_long_names_and_many_columns_and_twenty_of_one_name():
    long = "Ä" * 300
    rows = [["Name"] * 20 + [f"c{at}" for at in range(50)], [long, *map(str, range(69))]]
    found = find_list(read_book(written(rows), "a.csv"), columns_of_services())
    assert found.rows[0].at(0).text == long
    assert len(found.columns) == 70
    assert propose(found, columns_of_services())["service"] == 0
    assert found.columns[19].samples == ("18",)


def test_what_stands_far_to_the_right_is_left_out_and_said():
    wide = [[f"c{at}" for at in range(MOST_COLUMNS + 1)]] * 2
    for content in (written(wide), workbook(("Wide", wide))):
        book = read_book(content, "wide")
        assert len(book.sheets[0].rows[0].cells) == MOST_COLUMNS
        assert any("first 200 columns" in note for note in book.notes)


def test_letters_that_may_be_two_things_are_asked_about():
    book = read_book(b"name\r\nGroup \xe9\r\n", "a.csv")
    assert any("Check that names" in note for note in book.notes)
    assert not read_book("name\r\nCafé\r\n".encode("cp1252"), "a.csv").notes


def test_a_few_letters_of_another_program_in_a_utf_8_file_are_read():
    content = "Café,Zoë,Siân,Señor\r\n".encode() * 3 + b"O\x92Brien,B\r\n"
    book = read_book(content, "a.csv")
    assert book.sheets[0].rows[3].cells[0].text == "O’Brien"
    assert book.notes


def test_a_web_page_gives_its_largest_table_with_its_spans():
    page = """<html><head><style>td {color: red}</style></head><body><table><tr><td>Menu</td></tr></table>
    <table><thead><tr><th>Sector<th>Organisation<th>Service</tr></thead>
    <tr><td rowspan=2>Health &amp; care</td><td colspan="2">Both<br>here</td></tr>
    <tr><td>B</td><td>C <b>and</b>
      D</td></tr></table></body></html>"""
    assert texts(page.encode(), "list.xls") == [
        ["Sector", "Organisation", "Service"],
        ["Health & care", "Both\nhere", "Both\nhere"],
        ["Health & care", "B", "C and D"],
    ]  # fmt: skip


def test_the_xml_of_excel_2003_is_read():
    xml = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
     xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
    <Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style></Styles><Worksheet ss:Name="List"><Table>
    <Column ss:Index="2" ss:Hidden="1"/>
    <Row><Cell><Data ss:Type="String">Service</Data></Cell>
    <Cell ss:Index="3"><Data ss:Type="String">Share</Data></Cell></Row>
    <Row ss:Index="4" ss:Hidden="1"><Cell ss:MergeDown="1"><Data ss:Type="String">A</Data></Cell>
    <Cell ss:Index="3" ss:StyleID="p"><Data ss:Type="Number">0.145</Data></Cell></Row>
    <Row><Cell ss:Index="3"><Data ss:Type="DateTime">2026-03-01T00:00:00.000</Data></Cell></Row>
    </Table></Worksheet></Workbook>"""
    (sheet,) = read_book(xml.encode(), "list.xls").sheets
    assert [(row.line, row.is_hidden, [cell.text for cell in row.cells]) for row in sheet.rows] == [
        (1, False, ["Service", "", "Share"]), (4, True, ["A", "", "14.5%"]), (5, False, ["A", "", "2026-03-01"])
    ]  # fmt: skip
    assert sheet.hidden_columns == {1}


ODS = """<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s">
<office:automatic-styles>
<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="List">
<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
<table:table-row><table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>A<text:s/>B</text:p>
</table:table-cell><table:table-cell office:value-type="percentage" office:value="0.145">
<text:p>15%</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2026-03-01"/></table:table-row>
<table:table-row table:visibility="filter"><table:covered-table-cell/>
<table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell table:formula="of:=1+1"/>
<table:table-cell table:number-columns-repeated="16381"/></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>
</table:table-row><table:table-row><table:table-cell><text:p>Last</text:p></table:table-cell></table:table-row>
</table:table><table:table table:name="Hidden" table:style-name="ta2"/></office:spreadsheet></office:body>
</office:document-content>"""


def test_an_open_document_says_what_is_per_cent_merged_and_hidden():
    content = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ODS})
    sheet, other = read_book(content, "list.ods").sheets
    assert [(row.line, row.is_hidden, [(cell.text, cell.kind.value) for cell in row.cells]) for row in sheet.rows] == [
        (1, False, [("A B", "text"), ("14.5%", "percent"), ("2026-03-01", "date")]),
        (2, True, [("A B", "text"), ("TRUE", "yes_no"), ("", "formula")]),
        (1048003, False, [("Last", "text")]),
    ]
    assert sheet.hidden_columns == {2}
    assert other.is_hidden


def test_a_thousand_quotes_that_are_never_closed_do_not_hold_anybody_up():
    begun = time.process_time()
    rows = read_book(b'name,"note\r\n' * 15_000, "a.csv").sheets[0].rows
    assert len(rows) == 15_000
    assert time.process_time() - begun < 60


def sheet_with(rows: str) -> bytes:
    """An XLSX whose first sheet holds just this XML."""
    book, out = Workbook(), io.BytesIO()
    book.active.append(["Service"])
    book.save(out)
    changed = io.BytesIO()
    with zipfile.ZipFile(out) as parts, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as made:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                content = head + rows.encode() + b"</sheetData></worksheet>"
            made.writestr(name, content)
    return changed.getvalue()


CELL = '<c r="{0}" t="inlineStr"><is><t>Service</t></is></c>'


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (f'<row r="1">{CELL.format("A1")}</row><row r="1048576">{CELL.format("GR1048576")}</row>', "very far down"),
        (f'<row r="100000000">{CELL.format("A100000000")}</row>', "very far down"),
        (f'<row r="1">{CELL.format("A1")}{CELL.format("XFD1048576")}</row>', "could not open"),
    ],
)
def test_a_cell_that_stands_far_away_is_refused_and_not_gone_after(rows: str, sentence: str):
    with pytest.raises(UnreadableFile, match=sentence):
        read_book(sheet_with(rows), "a.xlsx")


def test_what_is_repeated_in_all_sheets_together_counts_each_time():
    budget = Budget()
    for name in ("one", "two", "three"):
        grid = Grid(name, 20_000, budget=budget)
        with pytest.raises(UnreadableFile, match="more cells") if name == "three" else nullcontext():
            for line in range(1, 10_001):
                grid.add(line, [Cell("x")] * 199)


def test_a_number_of_twenty_thousand_signs_is_no_number_and_takes_no_time():
    long = Cell("9" * 20_000 + "x")
    assert headcount(long).ask
    assert decimal(long).ask


def test_a_format_that_no_program_makes_is_not_looked_through():
    assert not is_percent_format("[" * 40_000 + "%")
    assert is_percent_format('0.0"["%')
