"""What a place tells an inspector of itself as a Word document and as a PDF."""

from __future__ import annotations

import io
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reporting.models import EvaluationLine, SelfEvaluation

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def parts_of(evaluation: SelfEvaluation) -> list[dict[str, Any]]:
    """The sections that have something: their lines, and where these come from, in groups of what they are about."""
    lines = [line for line in evaluation.lines.select_related("changed_by") if not line.is_left_out]
    parts = []
    for section in EvaluationLine.Section:
        groups: list[tuple[str, list[tuple[EvaluationLine, str]]]] = []
        for line in lines:
            if line.section != section:
                continue
            if not groups or groups[-1][0] != line.about:
                groups.append((line.about, []))
            groups[-1][1].append((line, where_from(line)))
        if groups:
            parts.append({"title": section.label, "groups": groups})
    return parts


def where_from(line: EvaluationLine) -> str:
    """Where a sentence comes from, and whose words it is in where a person has changed them."""
    said = [line.source] if line.source else []
    if line.changed_on and (line.is_reworded or line.is_own):
        words = {"day": date_format(line.changed_on, "j F Y"), "who": line.changed_by or _("someone")}
        said.append(
            (_("added by %(who)s on %(day)s") if line.is_own else _("in the words of %(who)s, %(day)s")) % words
        )
    return ", ".join(said)


def basis_of(evaluation: SelfEvaluation) -> str:
    """ "Made on 30 November 2026 from the results of Spring 2026 and from dated records."."""
    words = {"day": date_format(evaluation.made_on, "j F Y")}
    if evaluation.release is None:
        return _("Made on %(day)s from dated records. No results are released yet.") % words
    words["round"] = evaluation.release.round.name
    return _("Made on %(day)s from the results of %(round)s and from dated records.") % words


def title_of(evaluation: SelfEvaluation) -> str:
    return _("What we know, how we know it, what we will do")


def word_of(evaluation: SelfEvaluation) -> bytes:
    """The document for Word, with headings that a screen reader finds its way by."""
    from docx import Document

    document = Document()
    document.core_properties.title = f"{title_of(evaluation)}: {evaluation.place}"
    document.core_properties.author = str(evaluation.partnership)
    document.core_properties.language = "en-GB"
    document.add_heading(str(evaluation.place), level=0)
    document.add_paragraph(title_of(evaluation))
    document.add_paragraph(basis_of(evaluation))
    for part in parts_of(evaluation):
        document.add_heading(part["title"], level=1)
        for about, lines in part["groups"]:
            if about:
                document.add_heading(about, level=2)
            for line, source in lines:
                paragraph = document.add_paragraph(line.said, style="List Bullet")
                if source:
                    paragraph.add_run(f" [{source}]").italic = True
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
