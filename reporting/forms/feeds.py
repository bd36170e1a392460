"""The form for a new key."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.utils.translation import gettext_lazy as _

from organisations.row_forms import RowForm
from reporting.models import FeedKey


class FeedKeyForm(RowForm):
    """What a key is called."""

    class Meta:
        model = FeedKey
        fields = ["name"]
        labels = {"name": _("What is the key for?")}
        help_texts = {"name": _("For example, “Board report in Excel”. This helps you to find it again.")}
        error_messages = {"name": {"required": _("Enter what the key is for")}}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("make", _("Create key")))
