"""Forms about sectors: a new one, its name and its place, and what it is merged into."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.forms import helper_with_button
from organisations.models import Sector
from organisations.row_forms import RowForm
from organisations.sectors import TAKEN

FIRST = "first"


class SectorForm(RowForm):
    """A sector's name and, once it is there, its place in lists."""

    helper = helper_with_button(_("Save"))
    after = forms.ChoiceField(
        error_messages={"required": _("Select where it is in lists")},
        label=_("Where is it in lists?"),
        help_text=_("Results of released rounds keep their order."),
    )

    class Meta:
        model = Sector
        fields = ("name",)
        labels = {"name": _("Name")}
        error_messages = {"name": {"required": _("Enter the name of the sector")}}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["after"]
            return
        listed = list(Sector.objects.in_partnership(self.instance.partnership_id).active())
        self.others = {each.slug: each for each in listed if each.pk != self.instance.pk}
        before = [each.slug for each in listed[: listed.index(self.instance)]]
        self.fields["after"].choices = [
            (FIRST, _("First")),
            *((slug, _("After %(name)s") % {"name": each.name}) for slug, each in self.others.items()),
        ]
        self.initial["after"] = before[-1] if before else FIRST

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Sector.objects.in_partnership(self.instance.partnership_id).exclude(pk=self.instance.pk)
        if others.named(name).exists():
            raise forms.ValidationError(TAKEN)
        return name

    @property
    def chosen_place(self) -> Sector | None:
        """The sector after which this one is to stand; None for the first place."""
        return self.others.get(self.cleaned_data["after"])


class MergeForm(forms.Form):
    """Which sector another one becomes part of. It is asked by the address: the next page says what will change."""

    mark_optional = False
    helper = helper_with_button(_("Continue"))
    helper.form_method = "get"
    helper.disable_csrf = True
    into = forms.ModelChoiceField(
        Sector.objects.none(),
        label=_("Which sector does it become part of?"),
        to_field_name="slug",
        empty_label=_("Select a sector"),
        error_messages={
            "required": _("Select a sector"),
            "invalid_choice": _("Select a different sector. A sector cannot be merged into itself."),
        },
    )

    def __init__(self, *args, sector: Sector, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = Sector.objects.in_partnership(sector.partnership_id).active().exclude(pk=sector.pk)
        self.fields["into"].queryset = others
