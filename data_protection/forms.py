"""Forms about people's data."""

from crispy_forms.layout import Hidden, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from data_protection.models import PrivacyNotice, SharingStatement
from organisations.forms import FilterForm, helper_with_button
from organisations.models import Partnership
from organisations.row_forms import RowForm
from stored_files.pictures import NotAPicture, checked_picture


class MapFilterForm(FilterForm):
    """What the data map shows."""

    words = forms.CharField(label=_("Search"), required=False, max_length=100)
    personal = forms.BooleanField(label=_("Only what can say who someone is"), required=False)


class AddressForm(forms.Form):
    """Whose data somebody asks for."""

    mark_optional = False
    helper = helper_with_button(_("Find what is kept"))
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("Check first that the person who asks is who they say they are."),
        error_messages={
            "required": _("Enter an email address"),
            "invalid": _("Enter an email address, such as name@example.org"),
        },
    )


class EraseForm(forms.Form):
    """The second step: the address, typed, so that nobody is erased by a press."""

    mark_optional = False
    helper = helper_with_button(_("Erase this account"), kind="warning")
    email = forms.CharField(
        label=_("Enter the person’s email address to confirm"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the person’s email address")},
    )

    def __init__(self, *args, address: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"].strip()
        if typed.lower() != self.address.lower():
            raise forms.ValidationError(_("This is not the email address of this person. Check whom you erase."))
        return typed


class _NextVersionForm(forms.ModelForm):
    """A form that makes the next version of something, from the newest one that the person saw."""

    button = _("Publish")

    def __init__(self, *args, seen: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper_with_button(self.button)
        self.helper.add_input(Hidden("seen", str(seen)))


class PrivacyNoticeForm(_NextVersionForm):
    """Who is responsible for what is kept. Every box may stay empty: the page then says what is not filled in."""

    class Meta:
        model = PrivacyNotice
        fields = (
            *("controller", "controller_address", "officer", "officer_email", "contact"),
            *("basis", "basis_words", "complaints"),
        )
        labels = {
            "controller": _("Who is responsible (the data controller)"),
            "controller_address": _("Their postal address"),
            "officer": _("Data protection officer"),
            "officer_email": _("Email address for questions about data"),
            "contact": _("Other ways to get in touch"),
            "basis": _("Lawful basis"),
            "basis_words": _("Why this is the lawful basis"),
            "complaints": _("How people can complain to you first"),
        }
        help_texts = {
            "controller": _("Most often the council, by its legal name."),
            "officer": _("A name or a job title."),
            "contact": _("For example a phone number and when someone answers it."),
            "basis_words": _("In plain words, with the law that gives you the task."),
            "complaints": _("We always add that people can complain to the Information Commissioner’s Office."),
        }
        widgets = {
            "controller_address": forms.Textarea(attrs={"rows": 3}),
            "basis_words": forms.Textarea(attrs={"rows": 3}),
            "complaints": forms.Textarea(attrs={"rows": 3}),
        }


class SharingStatementForm(_NextVersionForm):
    """What organisations agree to."""

    button = _("Publish and ask all organisations")

    class Meta:
        model = SharingStatement
        fields = ("collected", "why", "seen_by", "kept")
        labels = {
            "collected": _("What is collected"),
            "why": _("Why"),
            "seen_by": _("Who sees it"),
            "kept": _("For how long"),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 8}) for name in fields}
        error_messages = {
            "collected": {"required": _("Enter what is collected")},
            "why": {"required": _("Enter why it is collected")},
            "seen_by": {"required": _("Enter who sees it")},
            "kept": {"required": _("Enter for how long it is kept")},
        }


class LookForm(RowForm):
    """A partnership's colour, logo and the address to ask at."""

    helper = helper_with_button(_("Save"))
    helper.add_input(Submit("preview", _("Preview the colour"), css_class="secondary"))
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("A JPEG, PNG or WebP picture of up to 10 MB. We draw it again, on white and without its details."),
    )
    description = forms.CharField(
        label=_("What the logo shows"),
        required=False,
        max_length=120,
        help_text=_("For people who cannot see it, for example “Elmfield Borough Council”."),
    )
    remove = forms.BooleanField(label=_("Remove the logo"), required=False)
    picture = None

    class Meta:
        model = Partnership
        fields = ("colour", "contact_email")
        labels = {"colour": _("Colour"), "contact_email": _("Email address for questions")}
        help_texts = {"contact_email": _("Shown on your privacy page.")}
        error_messages = {"colour": {"required": _("Enter a colour, for example #12505b")}}

    def __init__(self, *args, logo=None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.now = logo
        if logo is None:
            del self.fields["remove"]
        else:
            self.fields["description"].initial = logo.description

    def clean_logo(self):
        sent = self.cleaned_data["logo"]
        if sent:
            try:
                self.picture = checked_picture(sent, size=sent.size)
            except NotAPicture as reason:
                raise forms.ValidationError(str(reason)) from None
        return sent

    def clean(self) -> dict:
        data = super().clean()
        if self.picture and not data.get("description"):
            self.add_error("description", _("Enter what the logo shows"))
        return data
