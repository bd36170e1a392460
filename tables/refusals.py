"""What a person reads when a file cannot be taken: each sentence says what the file is and what to do."""

from django.utils.translation import gettext as _

from tables.cells import UnreadableFile
from tables.limits import AROUND_THE_LIST


def empty() -> UnreadableFile:
    return UnreadableFile(_("Select a file that is not empty"))


def too_large(most_bytes: int) -> UnreadableFile:
    return UnreadableFile(_("Select a file smaller than %(megabytes)s MB") % {"megabytes": most_bytes // 1024 // 1024})


def too_large_unpacked() -> UnreadableFile:
    return UnreadableFile(_("This file is too large when unpacked. Save only the table as CSV and upload it again"))


def too_many_rows(most_lines: int, sheet: str = "") -> UnreadableFile:
    most_rows = most_lines - AROUND_THE_LIST
    if sheet:
        return UnreadableFile(
            _(
                "The sheet “%(sheet)s” has more than %(most_rows)s rows. Save the part that you need as a file of its "
                "own and upload that"
            )
            % {"sheet": sheet, "most_rows": f"{most_rows:,}"}
        )
    return UnreadableFile(
        _("Select a file with no more than %(most_rows)s rows. You can split it into smaller files")
        % {"most_rows": f"{most_rows:,}"}
    )


def too_many_cells() -> UnreadableFile:
    return UnreadableFile(
        _("This file has more cells than we can read. Save only the table as CSV and upload it again")
    )


def has_password() -> UnreadableFile:
    return UnreadableFile(
        _("This spreadsheet is protected with a password. Save a copy without the password and upload that")
    )


def broken_spreadsheet() -> UnreadableFile:
    return UnreadableFile(_("We could not open this spreadsheet. Save it as CSV and upload it again"))


def unknown_text() -> UnreadableFile:
    return UnreadableFile(_("We could not read this file. Save it as “CSV UTF-8” and upload it again"))


def unknown_file() -> UnreadableFile:
    return UnreadableFile(
        _("We do not know this kind of file. Save the table as XLSX or CSV in your spreadsheet program and upload that")
    )


def pdf() -> UnreadableFile:
    return UnreadableFile(
        _("This is a PDF. Ask for the table as a spreadsheet, or copy it into one, then upload the spreadsheet")
    )


def picture() -> UnreadableFile:
    return UnreadableFile(_("This is a picture. Type its table into a spreadsheet and upload the spreadsheet"))


def document() -> UnreadableFile:
    return UnreadableFile(
        _("This is a text document or slides. Copy the table into a spreadsheet and upload the spreadsheet")
    )


def email() -> UnreadableFile:
    return UnreadableFile(_("This is an email. Save the file that is attached to it and upload that"))


def archive() -> UnreadableFile:
    return UnreadableFile(_("This is a folder of packed files. Unpack it and upload the spreadsheet that is in it"))


def numbers() -> UnreadableFile:
    return UnreadableFile(_("This is a Numbers file. In Numbers, export it to Excel or CSV and upload that"))


def far_down() -> UnreadableFile:
    return UnreadableFile(
        _("Something stands very far down or to the right in this file. Delete what is empty and save it again")
    )


def binary_workbook() -> UnreadableFile:
    return UnreadableFile(_("This is a binary workbook (XLSB). In Excel, save it as XLSX and upload that"))


def web_archive() -> UnreadableFile:
    return UnreadableFile(
        _("This is a web page saved as one file. Open it in your spreadsheet program, save it as XLSX and upload that")
    )


def web_page_without_table() -> UnreadableFile:
    return UnreadableFile(
        _("This is a web page without a table. Copy the table that you see into a spreadsheet and upload that")
    )


def data_for_programs() -> UnreadableFile:
    return UnreadableFile(
        _("This file is written for programs, not as a table. Ask for the same list as a spreadsheet or CSV")
    )
