"""The components page: every part of the look with its states, for the people who build pages."""

from types import SimpleNamespace

from django.contrib.admin.views.decorators import staff_member_required
from django.core.paginator import Paginator
from django.shortcuts import render

from design.gallery_forms import SampleForm

LONG = "Millbrook and Upper Wharfedale Early Help, Family Support and Edge-of-Care Partnership Team"
SUPPORT = [
    {
        "name": "In danger now",
        "number": "999",
        "tel": "tel:999",
        "hours": "Day and night",
        "checked": "1 November 2026",
    },
    {"name": "Childline", "number": "0800 1111", "tel": "tel:08001111", "hours": "Day and night"},
    {"name": "Samaritans", "number": "116 123", "tel": "tel:116123", "hours": "Day and night"},
    {"name": "Shout", "before": "text ", "number": "85258", "tel": "sms:85258", "hours": "Day and night"},
]


def matrix_rows():
    """Made-up figures in every state that a cell can be in."""

    def measure(figure, of, *lines, **more):
        return {"title": "A measure", "figure": figure, "of": of, "lines": lines} | more

    return [
        {
            "title": "Comms",
            "subtitle": "awareness and commitment",
            "cells": [
                {
                    "title": "Teams that shared the definition and features",
                    "url": "#main",
                    "measures": [
                        measure("31", "of 45 services", "2,105 people reached", since="more than in spring (15 then)")
                    ],
                },
                {
                    "title": "Organisations engaged with a sector sub-group",
                    "url": "#main",
                    "measures": [measure("14", "of 18 organisations came", "Health 1 of 4, Police 3 of 3")],
                },
                {
                    "title": "Pledges and comms across organisations, and TiP events",
                    "measures": [
                        measure("3 to 11", "of 14 organisations say yes, item by item"),
                        measure("9", "TiP events, 340 attendances"),
                        measure("11", "of 18 organisations have a pledge", is_ours=True),
                    ],
                },
            ],
        },
        {
            "title": "Training",
            "subtitle": "knowledge, skills, confidence",
            "cells": [
                {
                    "title": LONG,
                    "measures": [
                        measure("under 15% to 85% or more", "positive answers, in 28 of 45 services", LONG),
                        measure(None, "", withheld=True),
                    ],
                },
                {"title": "Take-up", "measures": [measure(None, "", reason="nothing recorded in this round")]},
                {"title": "", "measures": [], "reason": "The framework has no measure for this cell."},
            ],
        },
    ]


def sample_context(request):
    """All that the page shows, made up."""
    wrong = {"stage": "", "name": "", "email": "not an address", "evidence": "Monthly group reflection since May"}
    return {
        "partnership": getattr(request, "partnership", None)
        or SimpleNamespace(name="Millbrook Partnership", slug="millbrook", colour="#14525a", is_demonstration=True),
        "navigation": [
            {"url": "#main", "text": text, "current": text == "Matrix"}
            for text in ("Matrix", "Sectors", "Three voices", "Theory of change", "Pledges", "Board pack")
        ],
        "long": LONG,
        "crumbs": [("Millbrook", "#main"), (LONG, "#main")],
        "rounds": [
            {"text": "Autumn 2026", "url": "#main", "current": True},
            {"text": "Spring 2026", "url": "#main"},
            {"text": "Autumn 2025", "url": "#main"},
        ],
        "tasks": [
            {"text": "1 Screening for and recording trauma", "url": "#main", "status": "done"},
            {"text": "2 Building relationships", "url": "#main", "status": "done", "hint": "Checked by two people"},
            {
                "text": "6 Managing secondary trauma",
                "url": "#main",
                "status": "carried forward, please confirm",
                "tone": "sand",
            },
            {"text": LONG, "url": "#main", "status": "not started", "tone": "sand"},
            {"text": "Opens when the round opens"},
        ],
        "facts": [
            {"key": "Answers given", "value": "about 1,240"},
            {"key": "Left out: skipped, does not apply", "value": "about 85"},
            {"key": "Families of children under 8", "value": None},
            {"key": "Change since spring", "value": "no clear change (−2 to +4)"},
        ],
        "place": [
            {"key": "Name", "value": LONG, "url": "#main"},
            {"key": "Team size", "value": "24", "url": "#main"},
            {"key": "Sector", "value": "Early help"},
        ],
        "columns": [
            "Service",
            {"text": "Answers", "numeric": True, "unit": "people"},
            {"text": "Share positive", "numeric": True, "unit": "per cent"},
            "Since spring",
        ],
        "table": [
            [{"text": "Riverside Family Centre", "url": "#main"}, "20 to 24", "70%", "higher"],
            [LONG, "10 to 14", "60%", "no clear change"],
            ["Hillside Primary", None, None, "not shown"],
        ],
        "heat": [
            ["1 Screening and recording"] + [{"text": n, "class": f"tip-heat-{n}"} for n in range(1, 6)],
        ],
        "heat_columns": ["Feature"] + [{"text": f"Stage {n}", "numeric": True} for n in range(5)],
        "figures": [
            {"label": "services took part", "value": "41 of 45"},
            {"label": "staff answers", "value": "1,240", "note": "38% of staff"},
            {"label": "family answers", "value": None},
        ],
        "matrix_rows": matrix_rows(),
        "pledges": [
            {
                "words": "We will not ask any family to tell us their story twice.",
                "by": "Head teacher",
                "organisation": "Hillside Primary",
                "day": "3 May 2026",
                "status": "on the way",
                "note": "reviewed in September",
            },
            {
                "words": "Every new colleague meets a family who helps us design our work.",
                "by": "Chief officer",
                "organisation": LONG,
                "day": "20 June 2026",
                "status": "kept",
                "url": "#main",
            },
        ],
        "way": [
            {"text": "Look at your service", "note": "About 40 minutes with your team", "state": "done"},
            {"text": "Ask staff and families", "note": "12 days from now", "state": "current", "url": "#main"},
            {"text": "See what it adds up to"},
        ],
        "support": SUPPORT,
        "page": Paginator(range(300), 20).page(7),
        "form": SampleForm(),
        "wrong": SampleForm(wrong, prefix=None, auto_id="wrong_%s"),
    }


@staff_member_required(login_url="account_login")
def components_page(request):
    """Every component with its states; ``?dir=rtl`` shows them from right to left."""
    return render(request, "design/components_page.html", sample_context(request))
