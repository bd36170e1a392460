"""Run as a programme of its own: opens the PDF that it is given and says what is in it.

What opens files of strangers is a large library in C. It gets a process with little memory, little time and no file to
write: where a file breaks it, nothing but that process ends.
"""

import json
import resource
import sys

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 8


def look(content: bytes) -> dict[str, int]:
    """What a PDF holds: pages, scripts, files, and the kind of its form."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return {"locked": int("password" in str(error).lower()), "pages": 0}
    return {
        "pages": len(document),
        "scripts": pdfium.FPDFDoc_GetJavaScriptActionCount(document),
        "files": pdfium.FPDFDoc_GetAttachmentCount(document),
        "form": pdfium.FPDF_GetFormType(document),
    }


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(json.dumps(look(sys.stdin.buffer.read())))
