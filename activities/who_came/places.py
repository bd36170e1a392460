"""Which organisation of the partnership somebody comes from: by its name, or by what stands after the @."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from organisations.models import Membership, Organisation
from tables.folding import fold, tidy
from tables.near import NearNames

_WORD = re.compile(r"\w+")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,160})[)\]]")
_EVERYBODY_S = frozenset(
    (
        *("gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "icloud", "me", "mac", "aol"),
        *("btinternet", "sky", "talktalk", "virginmedia", "proton", "protonmail", "nhs", "gov", "mail", "email"),
    )
)


@dataclass
class Asked:
    """A text that may mean an organisation: shown, since it is so near to its name."""

    text: str
    organisation: int


@dataclass
class KnownPlaces:
    """The organisations of a partnership, as the lines of a list look for them."""

    by_name: dict[str, Organisation] = field(default_factory=dict)
    by_domain: dict[str, int] = field(default_factory=dict)
    near: NearNames = field(default_factory=NearNames)

    @classmethod
    def of(cls, organisations: Iterable[Organisation], domains: Mapping[str, int] | None = None) -> KnownPlaces:
        by_name = {fold(one.name): one for one in organisations}
        return cls(by_name, dict(domains or {}), NearNames(one.name for one in by_name.values()))

    def __contains__(self, text: str) -> bool:
        return fold(text) in self.by_name

    def told(self, text: str) -> int | Asked | None:
        """The organisation that a text names, or may name."""
        if not text:
            return None
        if (found := self.by_name.get(fold(text))) is not None:
            return found.pk
        near = self.near.near(text)
        return Asked(tidy(text)[:160], self.by_name[fold(near)].pk) if near else None

    def told_by_name(self, name: str) -> int | Asked | None:
        """The organisation in brackets after somebody's name, as in "Sam Example (Northside Hospital Trust)"."""
        asked: Asked | None = None
        for inside in _BRACKETS.findall(name):
            told = self.told(inside)
            if isinstance(told, int):
                return told
            asked = asked or told
        return asked

    def told_by_email(self, email: str) -> int | Asked | None:
        """The organisation whose people write from there, or whose name begins as that address does."""
        domain = fold(email).rpartition("@")[2] if "@" in email else ""
        if not domain:
            return None
        if domain in self.by_domain:
            return self.by_domain[domain]
        label = domain.removeprefix("www.").split(".")[0].replace("-", "")
        if label in _EVERYBODY_S or len(label) < 5:
            return None
        begins = [one.pk for one in self.by_name.values() if label in _beginnings(one.name)]
        return Asked(domain[:160], begins[0]) if len(begins) == 1 else None


def _beginnings(name: str) -> set[str]:
    """Its first words written as one: northside, northsidehospital."""
    words = _WORD.findall(fold(name).replace("'", ""))
    return {"".join(words[:count]) for count in range(1, len(words) + 1)}


def domains_of(organisations: Iterable[Organisation]) -> dict[str, int]:
    """What stands after the @ in the addresses of one organisation's people and of nobody else's."""
    keys = {one.pk for one in organisations}
    found: dict[str, set[int]] = defaultdict(set)
    at = Membership.objects.filter(partnership__organisations__in=keys).distinct()
    for email, own, of_service in at.values_list("user__email", "organisation", "service__organisation"):
        domain = fold(email).rpartition("@")[2]
        if (place := own or of_service) in keys and domain.split(".")[0] not in _EVERYBODY_S:
            found[domain].add(place)
    return {domain: next(iter(places)) for domain, places in found.items() if len(places) == 1}
