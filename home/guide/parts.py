"""What a page of the guide is made of: parts with a time, steps, and a picture of the running site."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from organisations.roles import Role

Words = str | Promise


@dataclass(frozen=True)
class Step:
    """One thing to do. `view` is the page of the partnership where it is done, `link` what the link says."""

    text: Words
    view: str = ""
    link: Words = ""


@dataclass(frozen=True)
class Picture:
    """A picture of the running site, by its name in static/images/guide/, and what can be seen on it."""

    name: str
    alt: Words

    @property
    def path(self) -> str:
        return f"guide/{self.name}.webp"


@dataclass(frozen=True)
class Part:
    """What there is to do at one time, in order."""

    heading: Words
    steps: tuple[Step, ...]
    why: Words = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class Page:
    """One page of the guide: for whom it is, and its parts."""

    slug: str
    title: Words
    lede: Words
    parts: tuple[Part, ...]
    roles: frozenset[Role]
