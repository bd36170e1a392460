"""The form for a correction: what was wrong, and what is to become of figures."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from design.templatetags.components import details
from organisations.asking import AsksAboutPeople
from organisations.choosing import ServiceChoice
from organisations.models import RoundService, Sector, Service
from reporting.models import Release
from reporting.models.corrections import LONGEST_NOTE
from reporting.release.correcting import Wanted
from surveys.models import Comment, SurveyLink


class Folded(LayoutObject):
    """A field, with those that belong to it, behind its title."""

    WITH_IT = {"moved": ("moved", "moved_to")}

    def __init__(self, title: Any, name: str, *, open_: bool) -> None:
        self.title, self.fields, self.open = title, self.WITH_IT.get(name, (name,)), open_

    def render(self, form, context, template_pack=None, **kwargs) -> str:
        inside = self.get_rendered_fields(form, context, template_pack or "uni_form", **kwargs)
        is_open = self.open or any(form[name].errors for name in self.fields)
        return details(inside, self.title, open=is_open)


class CorrectionForm(AsksAboutPeople, forms.Form):
    """A note alone, or a note with what should not have been counted."""

    mark_optional = False
    looks_at = ("note",)
    note = forms.CharField(
        label=_("What was wrong, and what is right now?"),
        help_text=_("Everyone who sees the results reads it. Do not name people."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Enter what was wrong, and what is right now")},
    )
    recounts = forms.BooleanField(
        label=_("Count records again"),
        help_text=_(
            "Events, meetings, training, briefings, listening, communications and pledges, as they are recorded now. "
            "Correct the record first."
        ),
        required=False,
    )
    links = forms.ModelMultipleChoiceField(
        SurveyLink.objects.none(),
        label=_("Survey links whose responses should not have been counted"),
        help_text=_(
            "We do not count again without them, because both results together could show what they answered. We make "
            "shares less exact, so that they are true without them, and leave out what could not be made true."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    moved = ServiceChoice(
        Service.objects.none(), label=_("A service that was counted in the wrong sector"), required=False
    )
    moved_to = forms.ModelChoiceField(Sector.objects.none(), label=_("Its right sector"), required=False)
    comments = forms.ModelMultipleChoiceField(
        Comment.objects.none(),
        label=_("Comments to take down"),
        help_text=_("They are taken down everywhere, also beside the first release."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, release: Release, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        round_ = release.round
        links = SurveyLink.objects.in_round(round_).counted().filter(service__isnull=False).with_places()
        held = RoundService.objects.in_round(round_)
        shown = Comment.objects.not_set_aside().filter(round=round_, state=Comment.State.RELEASED)
        fields: dict[str, Any] = self.fields
        fields["links"].queryset = links.order_by("service__name", "instrument__order", "pk")
        fields["links"].label_from_instance = lambda link: (
            f"{link.service.name}, {link.instrument.title.lower()}, {link.get_kind_display().lower()}"
        )
        fields["moved"].queryset = Service.objects.filter(pk__in=held.values("service")).order_by("name")
        fields["moved_to"].queryset = Sector.objects.filter(pk__in=held.values("sector")).order_by("name")
        fields["comments"].queryset = shown.order_by("id")
        fields["comments"].label_from_instance = lambda comment: comment.text
        for name in ("links", "comments"):
            if not fields[name].queryset.exists():
                del fields[name]
        self.helper = FormHelper()
        # Closed at first: a round has a hundred links. Open where something in it was chosen.
        parts: list[Any] = [
            Folded(title, name, open_=bool(self.data.get(name) if self.is_bound else None))
            if name in ("links", "moved", "comments")
            else name
            for name, title in self._parts().items()
            if name in fields
        ]
        self.helper.layout = Layout(*parts)
        self.helper.render_unmentioned_fields = True  # what is asked before saving
        self.helper.add_input(Submit("prepare", _("Prepare correction")))

    @staticmethod
    def _parts() -> dict[str, Any]:
        """The fields in their order, those that are folded away with what they are called then."""
        return {
            "note": "",
            "recounts": "",
            "links": _("Survey links that should not have counted"),
            "moved": _("A service in the wrong sector"),
            "comments": _("Comments to take down"),
        }

    def clean(self):
        data = super().clean() or {}
        if bool(data.get("moved")) != bool(data.get("moved_to")):
            self.add_error("moved_to", _("Select the service and its right sector, or neither"))
        return data

    @property
    def wanted(self) -> Wanted:
        """What was chosen."""
        data = self.cleaned_data
        return Wanted(
            data["note"],
            data["recounts"],
            list(data.get("links", [])),
            list(data.get("comments", [])),
            data["moved"],
            data["moved_to"],
        )
