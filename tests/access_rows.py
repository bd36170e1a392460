"""What a row of the table of addresses is (tests/test_access.py): an address, who gets in, and what it names."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.core.files.uploadedfile import SimpleUploadedFile

INSIDERS = [
    *("reviewer", "keyer", "contributor", "lead", "sector", "leader", "board", "programme", "trainer", "admin"),
]
ADMIN = ["admin"]
VIEWERS = ["contributor", "lead", "sector", "leader", "admin"]  # of the ward's own page
READERS = ["contributor", "lead", "leader", "admin"]  # of its self-assessment
EDITORS = ["contributor", "lead"]
RESULTS = ["contributor", "lead", "sector", "leader", "board", "programme", "trainer", "admin"]
REVIEWER = ["reviewer"]
KEYER = ["keyer"]
NOBODY: list[str] = []
NUMBERED = (
    "local",
    "draft",
    "import_run",
    "invitation",
    "mail",
    "made",
    "membership",
    "someone",
    "someones_role",
    "membership_person",
    "survey_link",
    "pledge",
    "agreed_pledge",
    "batch",
    "settling",
    "reply",
    "update",
    "service_pk",
    "feed_key",
    "indicator",
    "decision",
    "action",
    "evidence",
    "done_action",
    "evaluation",
    "service_evaluation",
    "organisation_evaluation",
    "team_session",
    "peer",
    "reflection",
    "organisation_reflection",
    "service_code",
    "organisation_code",
    "directory_key",
    "erasure",
    "named",
    "person",
)
EVERYBODY = ["anonymous", "stranger", *INSIDERS]


@dataclass
class Page:
    """One address: who gets in at a place of their own, and at a place where only an admin has a right."""

    name: str
    args: Callable = lambda at: []
    own: list[str] = field(default_factory=list)
    other: list[str] | None = None
    method: str = "get"
    data: Callable = lambda at: {}
    ok: int = 200

    def __str__(self) -> str:
        return f"{self.method}-{self.name}"

    def posting(self, ok: int = 302, data: Callable = lambda at: {}) -> "Page":
        return replace(self, method="post", ok=ok, data=data)


def here(at) -> list:
    return [at.slug]


def guide_page(at) -> list:
    return [at.slug, "first-round"]


def language(at) -> list:
    return [at.slug, "ur"]  # the same everywhere, so it is no place that could be someone else's


def family_survey(at) -> list:
    return [at.slug, "families"]  # the same everywhere too


def support_line(at) -> list:
    return [at.slug, "samaritans"]


def pack_poster(at) -> list:
    return [at.slug, "round"]  # what is in a communication pack is called the same everywhere


def pack_text(at) -> list:
    return [at.slug, "texts"]


def pack_code(at) -> list:
    return [at.slug, "home", "png"]


def marks(at) -> list:
    return [at.slug, "marks"]  # what the framework asks every board


def first_version(at) -> list:
    return [at.slug, 1]


ALIKE_EVERYWHERE = (
    *(here, guide_page, language, family_survey, support_line, pack_poster, pack_text, pack_code, marks),
    first_version,
)


def service(at) -> list:
    return [at.slug, at.service]


def organisation(at) -> list:
    return [at.slug, at.organisation]


def survey(at) -> list:
    return [at.slug, at.service, "families"]


def childrens(at) -> list:
    return [at.slug, at.service, "children"]


def round_(at) -> list:
    return [at.slug, at.released]


def assessed(at) -> list:
    return [at.slug, at.service, at.round]


def feature(at) -> list:
    return [at.slug, at.service, at.round, "1"]


def pledge(at) -> list:
    return [at.slug, at.pledge]


def upload(at) -> dict:
    return {"file": SimpleUploadedFile("list.csv", b"sector,organisation,service\nA,B,C\n")}
