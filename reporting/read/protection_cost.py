"""What protection cost a release, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.models import Round
from reporting.measures.registry import Measure


def cost_in_words(attack: Mapping[str, Any], measures: Mapping[str, Measure]) -> list[dict[str, Any]]:
    """Each survey's title with its sentences, out of a release's report; nothing where it does not say."""
    cost = attack.get("cost", {})
    return [
        {"key": key, "title": measure.title, "sentences": sentences_of(cost[key])}
        for key, measure in measures.items()
        if key in cost
    ]


def sentences_of(cost: Mapping[str, int]) -> list[str]:
    """What one survey's protection cost, a sentence for each kind of thing; one where it cost nothing."""
    said = []
    if cost["together"]:
        said.append(
            ngettext(
                "%(number)s service is shown together with others instead of separately, for at least one question.",
                "%(number)s services are shown together instead of separately, for at least one question.",
                cost["together"],
            )
            % {"number": cost["together"]}
        )
    if cost["larger"]:
        said.append(
            ngettext(
                "%(number)s service is shown only as part of a larger place, for at least one question.",
                "%(number)s services are shown only as part of a larger place, for at least one question.",
                cost["larger"],
            )
            % {"number": cost["larger"]}
        )
    if cost["sectors"]:
        said.append(
            ngettext(
                "%(number)s sector is not shown, for at least one question.",
                "%(number)s sectors are not shown, for at least one question.",
                cost["sectors"],
            )
            % {"number": cost["sectors"]}
        )
    if cost["whole"]:
        said.append(
            ngettext(
                "The whole partnership is not shown for %(number)s question.",
                "The whole partnership is not shown for %(number)s questions.",
                cost["whole"],
            )
            % {"number": cost["whole"]}
        )
    if not said:
        return [_("Nothing: every service is shown separately, for every question.")]
    if cost["results"]:
        words = _("Results shown separately for a service and a question: %(shown)s of %(number)s.")
        said.append(words % {"shown": cost["shown"], "number": cost["results"]})
    return said


def order_in_words(attack: Mapping[str, Any]) -> str:
    """What the partnership wanted to show first, as the release's report says; nothing where it does not say."""
    stated = attack.get("shown_first")
    return str(Round.ShownFirst(stated).label) if stated else ""
