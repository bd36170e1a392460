"""The addresses at which mistakes are put right, and of the guide, for tests/test_access.py."""

from tests.access_rows import ADMIN, INSIDERS, Page, guide_page, here


def planned(at) -> list:
    return [at.slug, at.planned]


def open_round(at) -> list:
    return [at.slug, at.round]


def open_service(at) -> list:
    return [at.slug, at.service]  # of a closed one these pages are there: not `service`, of which none is


ADD = Page("organisations:service-create", here, ADMIN)
END = Page("organisations:partnership-end", here, ADMIN)
DELETE = Page("organisations:round-delete", planned, ADMIN)
REOPEN = Page("organisations:service-restore", open_service, ADMIN, ADMIN, ok=302)
ROLE = Page("organisations:membership-end", lambda at: [at.slug, at.membership], ADMIN)
ASK = Page("round-ask-leads", open_round, ADMIN)
PUTTING_RIGHT = [
    Page("put-right", here, ADMIN),
    Page("archived-services", here, ADMIN),
    ADD,
    ADD.posting(200),
    END,
    END.posting(200),
    DELETE,
    DELETE.posting(),
    REOPEN,
    REOPEN.posting(),
    ROLE,
    ROLE.posting(),
    ASK,
    ASK.posting(),
    Page("guide", here, INSIDERS),
    Page("guide-page", guide_page, INSIDERS),
    Page("organisations:round-unfinished-csv", lambda at: [at.slug, at.round, "not-begun"], ADMIN),
]
