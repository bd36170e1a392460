"""Our components as template tags: one tag, one file in templates/components/.

The library is built in, so a page needs no ``{% load %}``. Lists come from the view as plain
dictionaries (or tuples where two values are all there is); a page never writes ``govuk-`` markup.
"""

import re
import zlib

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from design.errors import CANNOT_SEE

register = template.Library()

TONES = {"brand": "", "sand": "govuk-tag--grey", "plain": "govuk-tag--plain", "amber": "govuk-tag--yellow"}
KINDS = {"": "", "primary": "", "secondary": "govuk-button--secondary", "warning": "govuk-button--warning"}
NOT_SHOWN = _("not shown, to protect people")


def _id(name: str, *parts) -> str:
    """An id that is the same whenever the same thing is shown, so that pages can be compared."""
    words = [str(part) if isinstance(part, Promise) else part for part in parts]
    return f"{name}-{zlib.crc32(repr(words).encode()):x}"


def _component(file: str, /, **context) -> SafeString:
    return mark_safe(render_to_string(f"components/{file}.html", context))  # noqa: S308 our own template, escaped


def _pairs(items, first="text", second="url") -> list[dict]:
    """Let a list hold plain texts, pairs or dictionaries, and give dictionaries."""
    return [
        item
        if isinstance(item, dict)
        else dict(zip((first, second), item, strict=False))
        if isinstance(item, list | tuple)
        else {first: item}
        for item in items or []
    ]


@register.filter
def in_english(value) -> SafeString:
    """A name inside a sentence of another language: marked as English, and set apart from the direction around it."""
    return format_html('<bdi lang="en-GB">{}</bdi>', value)


@register.filter
def css_colour(value) -> str:
    """A colour as ``#rrggbb``, or nothing at all: what a partnership chose never reaches CSS unchecked."""
    return value if re.fullmatch(r"#[0-9a-fA-F]{6}", str(value or "")) else ""


@register.filter
def time_of_day(value) -> str:
    """A time as people write it: 9am, 10:30am, midday."""
    if not value:
        return ""
    if (value.hour, value.minute) in ((0, 0), (12, 0)):
        return str(_("midday") if value.hour else _("midnight"))
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'pm' if value.hour >= 12 else 'am'}"


@register.filter
def left_to_right(value) -> str:
    """A number, address or code that stays as it is within words that run from right to left, on paper too."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if value else ""


@register.filter
def apart(value) -> str:
    """A name in whatever script, which must not mix with the direction of the words around it."""
    return f"\N{FIRST STRONG ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if value else ""


# Buttons and ways about


@register.simple_tag
def button(text, href="", kind="", name="", value="", type="submit", form="", disabled=False):
    """A button that says what happens; with ``href`` a link that looks like one. Kinds: secondary, warning."""
    return _component(
        "button",
        text=text,
        href=href,
        kind_class=KINDS[kind],
        name=name,
        value=value,
        type=type,
        form=form,
        disabled=disabled,
    )


@register.simple_tag
def link_button(text, href, kind=""):
    """A link that looks like a button: ``{% link_button "Carry on with feature 6" url %}``."""
    return button(text, href=href, kind=kind)


@register.simple_tag
def print_button(text=_("Print this page")):
    """A button that prints; hidden where there is no JavaScript, since the browser prints as well."""
    return _component("print_button", text=text)


@register.simple_tag
def back_link(href, text=_("Back")):
    """The way back, for ``{% block before_main %}``."""
    return _component("back_link", href=href, text=text)


@register.simple_tag
def breadcrumbs(items):
    """Where we are: a list of ``{"text", "url"}`` or ``(text, url)``, the way down to, not including, this page."""
    return _component("breadcrumbs", items=_pairs(items))


@register.simple_tag(takes_context=True)
def pagination(context, page: Page, name="page"):
    """Earlier and later pages of a Django ``Page``; keeps the rest of the query string."""
    query = context["request"].GET.copy() if "request" in context else None

    def address(number):
        if query is None:
            return f"?{name}={number}"
        query[name] = number
        return f"?{query.urlencode()}"

    numbers = [
        {"number": n, "url": address(n), "current": n == page.number} if isinstance(n, int) else {"gap": True}
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return _component(
        "pagination",
        page=page,
        numbers=numbers,
        previous=address(page.previous_page_number()) if page.has_previous() else "",
        next=address(page.next_page_number()) if page.has_next() else "",
    )


@register.simple_tag
def round_pills(items, label=_("Rounds")):
    """The rounds beside each other: a list of ``{"text", "url", "current"}``."""
    return _component("round_pills", items=_pairs(items), label=label)


# Things to read


@register.simple_tag
def tag(text, tone="brand"):
    """A short word about how far something is. Tones: brand, sand (waiting), amber (needs a look), plain."""
    return _component("tag", text=text, tone_class=TONES[tone])


@register.simple_block_tag
def panel(content, title="", level=2):
    """A sand panel with the brand at its edge, such as "What to do now". ``level`` is the heading's, 2 to 4."""
    return _component("panel", content=content, title=title, level=level)


@register.simple_block_tag
def inset(content):
    """A quieter aside, set in from the text."""
    return _component("inset", content=content)


@register.simple_tag
def warning(text):
    """One sentence that a person must not miss."""
    return _component("warning", text=text)


@register.simple_block_tag
def details(content, summary, open=False):
    """More for those who want it, behind a line to press."""
    return _component("details", content=content, summary=summary, open=open)


@register.simple_tag
def notification(text, kind="info", title="", autofocus=False):
    """A banner: something happened (``kind="success"``), to know (``info``) or to mind (``warning``)."""
    titles = {"success": _("Success"), "info": _("Important"), "warning": _("Important")}
    return _component(
        "notification", text=text, kind=kind, title=title or titles.get(kind, titles["info"]), autofocus=autofocus
    )


@register.simple_block_tag
def empty_state(content, title, action_text="", action_url=""):
    """Nothing here yet: says why, and offers the first step."""
    return _component("empty_state", content=content, title=title, action_text=action_text, action_url=action_url)


@register.simple_tag
def task_list(rows, label=""):
    """Rows of ``{"text", "url", "hint", "status", "tone"}``: what there is to do and how far each is."""
    rows = [{**row, "tone": row.get("tone", "brand")} for row in _pairs(rows)]
    return _component("task_list", rows=rows, label=label, uid=_id("task", label, [row.get("text") for row in rows]))


@register.simple_tag
def summary_list(rows, figures=False):
    """Keys and values: ``(key, value)`` or ``{"key", "value", "url", "action"}``. ``figures`` puts values right."""
    rows = _pairs(rows, "key", "value")
    any_action = any(row.get("url") for row in rows)
    return _component("summary_list", rows=rows, figures=figures, any_action=any_action)


@register.simple_tag
def steps(items, label=""):
    """Numbered steps: texts, or ``{"text", "note", "url", "state"}`` with state done or current."""
    return _component("steps", items=_pairs(items, "text", "note"), label=label)


@register.simple_tag
def pledge_card(pledge, level=2):
    """A promise in its maker's words: ``words, by, organisation, day, status, note, url, picture, picture_alt``."""
    return _component("pledge_card", pledge=pledge, level=level)


# Figures


@register.simple_tag
def data_table(caption, columns, rows, narrow="stack", caption_size="m", hide_caption=False):
    """A table: ``columns`` are texts or ``{"text", "numeric", "unit"}``, the first heads its row.

    ``rows`` are lists of cells: a text, a number, ``None`` (withheld), or ``{"text", "url", "class"}``; ``more`` is
    what a link that heads its row needs so that no other link sounds like it.
    On a phone a row becomes a short list (``narrow="stack"``) or the table scrolls in itself (``"scroll"``).
    """
    heads = _pairs(columns)
    body = [
        [
            {**({"text": cell} if not isinstance(cell, dict) else cell), "withheld": cell is None, "head": head}
            for head, cell in zip(heads, row, strict=True)
        ]
        for row in rows
    ]
    return _component(
        "data_table",
        uid=_id("table", caption, [head["text"] for head in heads]),
        caption=caption,
        heads=heads,
        rows=body,
        narrow=narrow,
        caption_size=caption_size,
        hide_caption=hide_caption,
    )


@register.simple_tag
def withheld(short=False):
    """A value we hold back: always ``[c]`` and why, never empty and never zero."""
    return _component("withheld", short=short, why=NOT_SHOWN)


@register.simple_tag
def bar(percent, label=""):
    """A bar of 0 to 100 per cent. Without ``label`` it only repeats the number beside it and is hidden from readers."""
    return _component("bar", percent=max(0, min(100, round(float(percent or 0), 1))), label=label)


@register.simple_tag
def progress(done, total, of=_("features"), name=""):
    """How far along, in words and as a bar: "5 of 8 features", or with a name "Page 2 of 5"."""
    percent = 100 * done / total if total else 0
    return _component("progress", done=done, total=total, of=of, name=name, percent=percent)


@register.simple_tag
def key_figures(items):
    """A strip of a few figures: ``{"label", "value", "note"}``; a value of ``None`` is withheld."""
    return _component("key_figures", items=[{**item, "withheld": item["value"] is None} for item in items])


@register.simple_tag
def matrix(rows, levels=(_("In services"), _("In sectors"), _("In the system")), caption=_("Impact matrix")):
    """Four objectives by three levels; on a phone objective by objective.

    ``rows`` are ``{"title", "subtitle", "cells": [cell, cell, cell]}``; for a cell see ``matrix_cell``.
    """
    laid = [{**row, "cells": list(zip(levels, row["cells"], strict=True))} for row in rows]
    return _component("matrix", rows=laid, levels=levels, caption=caption)


@register.simple_tag
def matrix_cell(cell, level=""):
    """One cell: ``title, url, measures, reason, words``.

    ``measures`` are ``title, figure, of, lines, withheld, reason, is_ours, since``, each at equal standing; a measure
    without a figure shows its ``reason`` or, with ``withheld``, the dashed [c].
    """
    return _component("matrix_cell", cell=cell, level=level)


# Forms


@register.simple_tag(takes_context=True)
def error_summary(context, form=None, title=""):
    """What needs another look, above the heading: each line leads to its answer. Shown once per form.

    ``form`` may also be a list of forms on one page, which then share one summary.
    """
    form = form if form is not None else context.get("form")
    forms = form if isinstance(form, list | tuple) else [form]
    wrong = [each for each in forms if each is not None and each.is_bound and not each.is_valid()]
    for each in wrong:
        each.error_summary_shown = True
    return _component("error_summary", forms=wrong, title=title or _("There is a problem")) if wrong else ""


@register.filter
def in_a_list(one):
    """One thing, for a template that shows several."""
    return [one]


@register.simple_tag
def cannot_see():
    """What our look for names cannot see: said once, above many boxes; a form with few says it beside each."""
    return CANNOT_SEE


@register.simple_tag
def save_status(text=""):
    """Where the autosave says "Saved at 10:42"; politely, for everyone."""
    return _component("save_status", text=text)


@register.simple_tag
def conflict_chooser(name, question, mine, theirs, theirs_by="", chosen=""):
    """Two people wrote at once: both texts side by side, and a choice. Posts ``name`` as mine, theirs or both."""
    return _component(
        "conflict_chooser",
        uid=_id("keep", name),
        name=name,
        question=question,
        mine=mine,
        theirs=theirs,
        theirs_by=theirs_by,
        chosen=chosen,
    )


# Survey pages


@register.simple_tag
def exit_page(href, text=_("Exit this page"), neutral="https://www.bbc.co.uk/weather"):
    """The way out: a link to ``href`` (ends the session, then leaves); with script it covers the page at once."""
    return _component("exit_page", href=href, text=text, neutral=neutral)


@register.simple_tag
def support_lines(lines, title=_("Need to talk to someone?"), full=False):
    """Who can help now: ``{"name", "number", "tel", "hours", "checked"}``; ``full`` lists the hours as well."""
    return _component("support_lines", lines=lines, title=title, full=full)


@register.simple_tag
def voices_key():
    """What the circle, the square and the diamond stand for."""
    return _component("voices_key")


@register.simple_tag
def visually_hidden(text):
    """Words for those who listen to the page."""
    return format_html('<span class="govuk-visually-hidden">{}</span>', text)
