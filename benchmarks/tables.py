"""How long it takes to read a large table: a workbook of 20,000 rows of 10 cells, and a CSV of 20 MB.

`python -m benchmarks.tables` prints seconds of this process, so that what else the machine does counts little.
"""

import csv
import io
import time

import openpyxl
from django.conf import settings

settings.configure(USE_I18N=False)

from tables.finding import find_list  # noqa: E402
from tables.keeping import as_text, from_text  # noqa: E402
from tables.known_columns import columns_of_services  # noqa: E402
from tables.reading import read_book  # noqa: E402

HEADS = ["Sector", "Organisation", "Service", "Headcount", "URN", "Postcode", "Email", "Notes", "Reviewed", "Share"]


def rows():
    yield HEADS
    for at in range(19_999):
        yield [f"Sector {at % 9}", f"Organisation {at % 300}", f"Service {at}", at % 90 + 1, 100_000 + at, "EL1 2AB",
               f"a{at}@x.example", "one, two, three", "2026-01-01", at / 7]  # fmt: skip


def workbook() -> bytes:
    book, out = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("List")
    for row in rows():
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def text(columns: int, most_bytes: int) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"head {column}" for column in range(columns)])
    for at in range(19_999):
        writer.writerow([f"cell {at} {column}" for column in range(columns)])
    return out.getvalue().encode()[:most_bytes]


def timed(what: str, do):
    begun = time.process_time()
    result = do()
    print(f"{what:<40} {time.process_time() - begun:6.2f} s")
    return result


def main() -> None:
    wanted = columns_of_services()
    for what, content in (("XLSX, 20,000 x 10", workbook()), ("CSV, 20 MB, 80 columns", text(80, 20 * 1024 * 1024))):
        book = timed(f"read {what}", lambda content=content: read_book(content, "large"))
        timed("find the list", lambda book=book: find_list(book, wanted))
        kept = timed("keep it as text", lambda book=book: as_text(book))
        timed("read it from there", lambda kept=kept: from_text(kept))


if __name__ == "__main__":
    main()
