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
    {"name": "Shout, by text", "number": "85258", "tel": "sms:85258", "hours": "Day and night"},
]


def matrix_rows():
    """Made-up figures in every state that a cell can be in."""
    link = [("How this was made", "#main")]
    return [
        {
            "title": "Comms",
            "subtitle": "awareness and commitment",
            "cells": [
                {
                    "label": "Teams that shared the definition and features",
                    "figure": "31",
                    "of": "of 45 services",
                    "share": 69,
                    "lines": ["2,105 people reached"],
                    "change": "higher than spring",
                },
                {
                    "label": "Organisations engaged with a sector sub-group",
                    "figure": "14",
                    "of": "of 18",
                    "share": 78,
                    "links": [("Not yet: 4 organisations", "#main")],
                },
                {
                    "label": "Organisations with a pledge",
                    "figure": "11",
                    "of": "of 18",
                    "share": 61,
                    "lines": ["9 TiP events, 340 people"],
                    "links": [("All comms figures", "#main")],
                },
            ],
        },
        {
            "title": "Training",
            "subtitle": "knowledge, skills, confidence",
            "cells": [
                {
                    "label": "Workforce results, services shown",
                    "figure": "28",
                    "of": "services",
                    "lines": ["13 smaller services together; 4 with no answers yet"],
                    "links": [("See services", "#main")],
                },
                {
                    "label": "Staff who say mostly or completely true",
                    "figure": "66%",
                    "share": 66,
                    "lines": ["Take-up: 41 of 45 services, 38% of staff"],
                    "change": "no clear change",
                },
                {
                    "label": "Confident working with trauma",
                    "figure": "62%",
                    "share": 62,
                    "lines": ["Trained this round: 412 people"],
                    "change": "higher than spring",
                },
            ],
        },
        {
            "title": "Tools and resources",
            "subtitle": "understand trauma, embed responses",
            "cells": [
                {"label": "Deep listening sessions", "figure": None, "reason": "Nobody has recorded a session yet."},
                {"label": "Services that listened deeply", "figure": "0", "of": "of 45", "share": 0},
                {"label": "Organisations that use two tools or more", "figure": "18", "of": "of 18", "share": 100},
            ],
        },
        {
            "title": "Learning and impact",
            "subtitle": "what works, what changed",
            "cells": [
                {"label": "Families' results, services shown", "figure": "17", "of": "services", "withheld": True},
                {"label": LONG, "figure": "71%", "share": 71, "lines": ["Take-up: 29 of 45 services"]},
                {
                    "label": "Organisations that changed a policy",
                    "figure": "8",
                    "of": "of 16 that answered",
                    "share": 50,
                    "links": link,
                },
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
