"""The way down from a figure to the records behind it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.models import Sector, Service
from organisations.permissions import has_permission, places_where
from reporting import figures as f
from reporting.measures.record_links import Records
from reporting.models import Release

PLACES: dict[str, type[Sector] | type[Service]] = {f.SECTOR: Sector, f.SERVICE: Service}


def way_down(user, records: Records | None, release: Release, level: str, place: int) -> dict | None:
    """The link to a measure's records of a round at one place, as far as this person may open them; None for none."""
    partnership = release.round.partnership
    if records is None or level == f.REST:
        return None
    mine = places_where(user, records.permission, partnership)
    if not (mine.whole_partnership or mine.sectors or mine.organisations or mine.services):
        return None
    here, words = [partnership.slug], records.words
    chosen = {"round": release.round.slug} if records.round_in == "query" else {}
    view = records.view
    if level in PLACES and (level in records.choices or (level == f.SECTOR and records.of_sector)):
        found = PLACES[level].objects.get(pk=place)
        if isinstance(found, Sector):
            found = found.now  # where its records are by now
        if not has_permission(user, records.permission, found):
            return None
        if level in records.choices:
            chosen[level] = found.slug
        else:
            view, here = records.of_sector, [*here, found.slug]
    elif level == f.SERVICE:
        return None
    elif level == f.SECTOR and records.round_in:
        words = _("See the records for the whole partnership")
    if not mine.whole_partnership:
        words = _("See the records that you can open")
    if records.round_in == "path":
        here.append(release.round.slug)
    return {"url": f"{reverse(view, args=here)}{'?' if chosen else ''}{urlencode(chosen)}", "words": words}
