"""The addresses of bringing files in, for tests/test_access.py."""

from organisations.importing.drafts import take_in
from organisations.importing.kinds import kinds
from organisations.models import ImportDraft, ImportRun
from tests.access_rows import ADMIN, Page, here
from tests.builders import NOON, Borough

A_FILE = b"sector,organisation,service\nHealth,Hospital,New ward\nHealth,Hospital,\n"


def one_file(at) -> list:
    return [at.slug, at.draft]


def one_run(at) -> list:
    return [at.slug, at.import_run]


PREVIEW = Page("organisations:import-preview", one_file, ADMIN)
COLUMNS = Page("organisations:import-columns", one_file, ADMIN)
PEOPLE = Page("organisations:people-import", here, ADMIN)
IMPORTING = [
    PEOPLE,
    PEOPLE.posting(200),
    Page("organisations:import-list", here, ADMIN),
    PREVIEW,
    PREVIEW.posting(),
    COLUMNS,
    COLUMNS.posting(200),
    Page("organisations:import-aside", one_file, ADMIN),
    Page("organisations:import-done", one_run, ADMIN),
    Page("organisations:import-done-aside", one_run, ADMIN),
]
UNDO = Page("organisations:import-undo", one_run, ADMIN).posting()


def importing_things_of(borough: Borough) -> dict:
    """A file that waits for its admin, and one that was brought in, by the names of the table."""
    admin = borough.people["admin"]
    draft = take_in(
        partnership=borough.partnership, content=A_FILE, file_name="list.csv", by=admin, kind=kinds()["services"]
    )
    ImportDraft.objects.filter(pk=draft.pk).update(columns_are_chosen=True)
    run = ImportRun.objects.create(
        partnership=borough.partnership,
        by=admin,
        what="services",
        file_name="before.csv",
        at=NOON,
        aside=1,
        aside_text="sector\r\n\r\n",
    )
    return {"draft": draft.pk, "import_run": run.pk}
