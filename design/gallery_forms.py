"""A form with every kind of field, for the components page and for the tests of the form pack."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Fieldset, Layout, Submit
from django import forms

STAGES = (
    ("0", "Not yet", "We have not started, or it depends on one person."),
    ("1", "Realise", "We know why it matters and talk about it."),
    ("2", "Recognise", "We notice it in supervision; a checklist or review helps us look."),
    ("3", "Respond", "Everyone has regular reflective time, and it is kept."),
    ("4", "Resist re-traumatisation", "It is in policy; we ask staff how it is, and change what harms."),
)


class SampleForm(forms.Form):
    """Every kind of field once, none of it kept."""

    stage = forms.ChoiceField(
        label="6a Everyone is offered help with the emotions this work brings up",
        help_text="In spring you chose Recognise.",
        choices=[(value, title) for value, title, _ in STAGES] + [("none", "Does not apply to us")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select a stage, or select that it does not apply"},
    )
    evidence = forms.CharField(
        label="What shows this?",
        help_text="You can come back to it.",
        max_length=600,
        required=False,
        widget=forms.Textarea,
    )
    audience = forms.MultipleChoiceField(
        label="Who is it for?",
        choices=[("families", "Children and families"), ("workforce", "The workforce"), ("board", "The board")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one"},
    )
    name = forms.CharField(label="Your name", error_messages={"required": "Enter your name"})
    email = forms.EmailField(
        label="Email address", required=False, help_text="We only use it to send you a sign-in code."
    )
    team_size = forms.IntegerField(label="How many people are in the team?", min_value=1, required=False)
    day = forms.DateField(label="When was it?", widget=forms.DateInput, required=False)
    sector = forms.ChoiceField(
        label="Sector", choices=[("", "Select a sector"), ("schools", "Schools"), ("health", "Health")], required=False
    )
    picture = forms.FileField(
        label="Add a file", help_text="PDF, Word, Excel or a picture, up to 10 MB.", required=False
    )
    agreed = forms.BooleanField(
        label="Our leader has approved this",
        help_text="Ask first if you are not sure.",
        error_messages={"required": "Select this when your leader has approved it"},
    )
    place = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].option_hints = {value: hint for value, _, hint in STAGES}
        self.fields["stage"].option_dividers = ["none"]
        self.fields["stage"].label_size = "m"
        self.helper = FormHelper()
        self.helper.form_action = "#"
        self.helper.layout = Layout(
            "stage",
            "evidence",
            Fieldset("About you", "name", "email", "team_size", "day", "sector"),
            "audience",
            "picture",
            "agreed",
            "place",
            ButtonHolder(Submit("save", "Save and go on"), Submit("later", "Save for later", css_class="secondary")),
        )
