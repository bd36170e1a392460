"""What a person reads when a file cannot be kept: each sentence says what is wrong with it and what to do."""

from django.utils.translation import gettext as _

MOST_BYTES = 10 * 1024 * 1024


class NotTaken(Exception):
    """A file that is not kept. Its message says why and what to do, for the person to read."""


def empty() -> NotTaken:
    return NotTaken(_("Select a file that is not empty"))


def too_large() -> NotTaken:
    return NotTaken(_("Select a file smaller than %(megabytes)s MB") % {"megabytes": MOST_BYTES // 1024 // 1024})


def of_another_kind() -> NotTaken:
    return NotTaken(_("Select a PDF, a Word document (docx), an Excel workbook (xlsx) or a picture (PNG or JPEG)"))


def not_what_it_is_called(kind: str) -> NotTaken:
    said = _(
        "The selected file is called %(kind)s, and inside it is something else. Check that it opens and save it again"
    )
    return NotTaken(said % {"kind": kind})


def broken(kind: str) -> NotTaken:
    return NotTaken(_("We cannot open the selected %(kind)s. Check that it opens, then save it again") % {"kind": kind})


def locked() -> NotTaken:
    return NotTaken(_("The selected file has a password. Save it without one, so that others can read it"))


def too_large_unpacked() -> NotTaken:
    return NotTaken(_("The selected file is too large when unpacked. Save it as a PDF and select that"))


def too_many_pages(most: int) -> NotTaken:
    return NotTaken(_("Select a PDF with no more than %(most)s pages. A few that show it are enough") % {"most": most})


def runs_something() -> NotTaken:
    """For macros, scripts and the like."""
    return NotTaken(
        _("The selected file holds a programme, such as a macro or a script. Print it as a PDF and select that")
    )


def holds_another() -> NotTaken:
    return NotTaken(
        _("The selected file holds another file that we cannot look into. Print it as a PDF and select that")
    )


def fetches_something() -> NotTaken:
    return NotTaken(_("The selected file fetches parts of it from somewhere else. Print it as a PDF and select that"))
