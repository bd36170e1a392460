"""The pictures of the running site on the demonstration's front page: `make screenshots` takes them again.

They are stored small in static/images/door/, and say of themselves how large they are, so that the page keeps their
place while they load.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image

FOLDER = Path(settings.BASE_DIR) / "static" / "images" / "door"
ENDING = ".webp"


@cache
def size_of(name: str) -> tuple[int, int]:
    """Width and height in pixels, read from the picture once."""
    with Image.open(FOLDER / f"{name}{ENDING}") as picture:
        return picture.size


@dataclass(frozen=True)
class Taken:
    """One file of a picture."""

    name: str

    @property
    def url(self) -> str:
        return static(f"door/{self.name}{ENDING}")

    @property
    def width(self) -> int:
        return size_of(self.name)[0]

    @property
    def height(self) -> int:
        return size_of(self.name)[1]


@dataclass(frozen=True)
class Picture(Taken):
    """A picture and its words. `on_phones` is the same page as a phone shows it, where a wide one could not be read."""

    title: Promise
    caption: Promise
    alt: Promise
    on_phones: str = ""

    @property
    def phone(self) -> Taken | None:
        return Taken(self.on_phones) if self.on_phones else None


SURVEY = Picture(
    "survey",
    _("A survey on a phone."),
    _("One short question at a time, in 6 languages. Every question can be skipped."),
    _(
        "The families’ survey on a phone. The page asks how often one thing was true, from never to always, with "
        "answers for people who are not sure or would rather not say. A button at the top leaves the page quickly."
    ),
)
MATRIX = Picture(
    "matrix",
    _("The impact matrix."),
    _("What services, sectors and the partnership did and heard. Results that could identify someone are not shown."),
    _(
        "The impact matrix of Millbrook: a table with 4 objectives as rows (comms, training, tools and resources, "
        "learning and impact) and 3 levels as columns (services, sectors, the system). Each cell has a large number, "
        "such as how many of 45 services took part, and says how it compares with the last round."
    ),
    on_phones="matrix-phone",
)
PLEDGES = Picture(
    "pledges",
    _("The pledge wall."),
    _("What leaders have promised, and how it is going. Anyone can read it."),
    _(
        "The public pledge wall: cards with the words of leaders, such as a promise about time to reflect, each with "
        "the leader’s name and organisation and how the pledge is going."
    ),
    on_phones="pledges-phone",
)
SERVICE = Picture(
    "service",
    _("A service’s own page."),
    _("What to do next, and how much of the self-assessment is completed."),
    _(
        "The page of Riverside Family Centre. A panel says what to do next, with one button. Below it is a list of "
        "the 8 features, each with its progress."
    ),
    on_phones="service-phone",
)
EVERY_PICTURE = (SURVEY, MATRIX, PLEDGES, SERVICE)
