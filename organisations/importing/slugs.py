"""Addresses for many new rows at once."""

from django.db.models import QuerySet
from django.utils.text import slugify

from organisations.actions import ADDRESSES_OF_PAGES


class FreeSlugs:
    """Addresses that no row of a queryset has, each given once; as `actions.free_slug`, read in one query."""

    def __init__(self, taken: QuerySet, *, most: int) -> None:
        self._used = ADDRESSES_OF_PAGES | set(taken.values_list("slug", flat=True))
        self._next: dict[str, int] = {}
        self._most = most

    def take(self, name: str) -> str:
        base = slugify(name)[: self._most - 5] or "place"
        slug, number = base, self._next.get(base, 2)
        while slug in self._used:
            slug, number = f"{base}-{number}", number + 1
        self._next[base] = number
        self._used.add(slug)
        return slug
