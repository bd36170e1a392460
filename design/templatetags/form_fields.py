"""What templates/crispy/ needs to know about a form field, worked out in one place.

A field may say more about itself than Django asks for, as plain attributes on the form field:
``option_hints`` ({value: text} under an option), ``option_faces`` ({value: low, middle or high} beside its words),
``option_dividers`` (values with a line before them),
``label_size`` ("s", "m", "l"), ``label_is_heading`` (the question is the page's h1),
``keep_as_it_is`` (name, mark and is_kept of a tick below the box: what looks like a name is none),
``max_words`` or ``show_count`` (count what is written), ``width`` (characters, for short answers).
A form may set ``mark_optional = False`` where nothing has to be filled in.
"""

from copy import copy

from django import forms, template
from django.utils.html import strip_tags

register = template.Library()

# Checked in this order: a CheckboxSelectMultiple is also a RadioSelect, an EmailInput also a TextInput.
KINDS = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.ClearableFileInput, "file"),
    (forms.FileInput, "file"),
    (forms.MultiWidget, "several"),
)
BASE_CLASS = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "input": "govuk-input",
    "several": "govuk-input govuk-input--width-10",
    "checkbox": "govuk-checkboxes__input",
}
ERROR_CLASS = {
    "select": "govuk-select--error",
    "textarea": "govuk-textarea--error",
    "file": "govuk-file-upload--error",
    "input": "govuk-input--error",
}
# The browser's own date and time fields take ISO values, whatever the language of the page.
NATIVE_TIME = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)
NATIVE_TIME_WIDTH = "govuk-input--width-10"


def kind_of(field) -> str:
    """How a bound field is drawn."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    return next((kind for widgets, kind in KINDS if isinstance(widget, widgets)), "input")


def target_of(field) -> str:
    """The id that a link to this field must point at: for radios and checkboxes the first of them."""
    kind = kind_of(field)
    if kind in ("radios", "checkboxes", "several"):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def _widget(field):
    """A copy of the field's widget for this page: dates and times as the browser's own, and no ``required``.

    Our own summary says what is missing, kindly and all at once; the browser's bubbles would come first.
    """
    widget = copy(field.field.widget)
    widget.use_required_attribute = lambda initial: False
    for native, input_type, value_format in NATIVE_TIME:
        if type(widget) is native:
            widget.input_type, widget.format = input_type, value_format
    return widget


def _attributes(field, kind, described_by):
    """Classes and links to hint and error; an empty ``aria-describedby`` is left out, so that none dangles."""
    own = field.field.widget.attrs.get("class", "")
    classes = [BASE_CLASS.get(kind, ""), own, ERROR_CLASS.get(kind, "") if field.errors else ""]
    widget = field.field.widget
    if kind == "input" and (width := getattr(field.field, "width", None)):
        classes.append(f"govuk-input--width-{width}")
    elif kind == "input" and isinstance(widget, forms.NumberInput):
        classes.append("govuk-input--width-5")
    elif kind == "input" and isinstance(widget, forms.DateTimeInput | forms.DateInput | forms.TimeInput):
        classes.append(NATIVE_TIME_WIDTH)
    attributes = {
        "class": " ".join(part for part in classes if part),
        "aria-describedby": " ".join(described_by) or False,
    }
    if field.errors:
        attributes["aria-invalid"] = "true"
    if kind == "textarea" and str(widget.attrs.get("rows", 10)) == "10":
        attributes["rows"] = 4  # Django's default of ten rows looks like an essay to write
    return attributes


def _options(field, hint_ids):
    """Radios or checkboxes one by one, with the hints and dividers that the field declares."""
    hints = {str(value): text for value, text in getattr(field.field, "option_hints", {}).items()}
    faces = getattr(field.field, "option_faces", {})
    dividers = {str(value) for value in getattr(field.field, "option_dividers", ())}
    options = []
    for number, option in enumerate(field.subwidgets):
        value = str(option.data["value"])
        attributes = {
            name: own
            for name, own in option.data["attrs"].items()
            if name not in ("id", "class", "required", "aria-describedby", "aria-invalid", "checked")
        }
        identity = f"{field.auto_id}_{number}"
        options.append(
            {
                "id": identity,
                "name": option.data["name"],
                "value": value if option.data["value"] is not None else "",
                "label": option.data["label"],
                "checked": option.data["selected"],
                "attributes": attributes,
                "hint": hints.get(value, ""),
                "hint_id": f"{identity}_hint",
                "divider": value in dividers,
                "face": faces.get(value, ""),
            }
        )
    return options


@register.simple_tag
def describe_field(field):
    """All that a field's template needs: kind, ids, label, hint, errors, and the widget or its options."""
    kind = kind_of(field)
    hint_id, error_id = f"{field.auto_id}_helptext", f"{field.auto_id}_error"
    described_by = [hint_id] if field.help_text else []
    described_by += [error_id] if field.errors else []
    form = field.form
    marks = getattr(form, "mark_optional", any(one.required for one in form.fields.values()))
    told = {
        "kind": kind,
        "id": target_of(field) if kind != "several" else field.auto_id,
        "hint_id": hint_id,
        "error_id": error_id,
        "described_by": " ".join(described_by),
        "optional": marks and not field.field.required and kind != "checkbox",
        "size": getattr(field.field, "label_size", "s"),
        "heading": getattr(field.field, "label_is_heading", False),
    }
    if kind in ("radios", "checkboxes"):
        told["options"] = _options(field, told)
        told["described"] = any(option["hint"] for option in told["options"])
    else:
        count = getattr(field.field, "max_words", None)
        length = getattr(field.field, "max_length", None)
        if kind == "textarea" and (count or (length and getattr(field.field, "show_count", True))):
            told["count"] = {"words": count, "characters": None if count else length, "id": f"{field.auto_id}_count"}
            described_by = [*described_by, told["count"]["id"]]
        if keep := getattr(field.field, "keep_as_it_is", None):
            told["keep"] = {**keep, "id": f"{field.auto_id}_keep"}
        told["widget"] = field.as_widget(_widget(field), attrs=_attributes(field, kind, described_by))
    return told


@register.filter
def error_lines(form) -> list[dict]:
    """Every error of a form or formset as a line with, where it belongs to a field one can reach, its id."""
    if hasattr(form, "management_form"):
        lines = [{"text": text, "target": ""} for text in form.non_form_errors()]
        for one in form.forms:
            lines += error_lines(one)
        return lines
    lines = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden or not field.auto_id else target_of(field)
        lines += [{"text": strip_tags(str(text)), "target": target} for text in field.errors]
    return lines


@register.filter
def button_classes(names: str) -> str:
    """GOV.UK's classes for the words that crispy's buttons carry: "secondary", "warning"; Bootstrap's go."""
    kinds = {"secondary": "govuk-button--secondary", "warning": "govuk-button--warning"}
    words = [kinds.get(word, word) for word in (names or "").split() if not word.startswith("btn")]
    return " ".join(["govuk-button", *words])


@register.filter
def own_id(button) -> str:
    """The id that a layout gave a button; crispy's made-up one goes, since two forms on a page would share it."""
    return "" if button.id.startswith(f"{button.input_type}-id-") else button.id
