"""Files as people have them, and as nobody should: made here, each as small as it can be."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pypdfium2
from PIL import Image

# What every scanner takes for a virus, in two pieces, so that none takes this file for one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EIC" + rb"AR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def a_pdf(pages: int = 1) -> bytes:
    document, made = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _number in range(pages):
        document.new_page(200, 200)
    document.save(made)
    return made.getvalue()


def pdf_of(*objects: str) -> bytes:
    """A PDF of one page whose catalogue has these words in it as well."""
    parts = [
        f"<< /Type /Catalog /Pages 2 0 R {' '.join(objects)} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    made, at = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        at.append(len(made))
        made += f"{number} 0 obj\n{part}\nendobj\n".encode()
    start = len(made)
    made += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    made += b"".join(b"%010d 00000 n \n" % one for one in at)
    return made + f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def a_docx(text: str = "Our minutes") -> bytes:
    document, made = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(made)
    return made.getvalue()


def an_xlsx() -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "Our list"
    book.save(made)
    return made.getvalue()


def with_parts(content: bytes, parts: dict[str, bytes], *, instead: bool = False) -> bytes:
    """A packed document with further parts, or with these in the place of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if not (instead and entry.filename in parts):
                new.writestr(entry.filename, old.read(entry))
        for name, more in parts.items():
            new.writestr(name, more)
    return made.getvalue()


def a_picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **more) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#336699").save(made, kind, **more)
    return made.getvalue()


def a_png_that_says(width: int, height: int) -> bytes:
    """A few bytes that say that they are a picture of this size, in colours."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
