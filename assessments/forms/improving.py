"""Forms for what a service does to grow, and for finding it in a list."""

import datetime

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.actions.improving import OF_AN_ACTION
from assessments.models import ImprovementAction
from framework.models import Feature, FrameworkVersion, Statement
from organisations.asking import AsksAboutPeople
from organisations.days import NOT_A_DAY
from organisations.forms import FilterForm, helper_with_button
from organisations.models import Organisation, Partnership, Sector, Service, User
from organisations.row_forms import RowForm


class ActionForm(AsksAboutPeople, RowForm):
    """One thing that a service will change. Only what it is has to be said."""

    looks_at = ("what", "who", "would_show", "became")
    helper = helper_with_button(_("Save action"))

    class Meta:
        model = ImprovementAction
        fields = (*OF_AN_ACTION, "became")
        labels = {
            "what": _("What will you change?"),
            "statement": _("Which statement is it about?"),
            "person": _("Who will do it?"),
            "who": _("Or which team or organisation?"),
            "due_on": _("Date to do it by"),
            "would_show": _("What would show that it has helped?"),
            "became": _("What has changed?"),
        }
        help_texts = {
            "what": _("Something small that you can start soon, such as “ask who should be in the room”."),
            "person": _("People who have a role at this service or its organisation."),
            "who": _("For example, “the whole team” or a local charity. Do not name families or children."),
            "due_on": _("Leave this blank if it has no end date."),
            "would_show": _("For example, “families say they were asked”."),
        }
        error_messages = {
            "what": {"required": _("Enter what you will change")},
            "due_on": {"invalid": NOT_A_DAY},
        }
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("what", "would_show", "became")}

    def __init__(self, *args, service: Service, framework: FrameworkVersion | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.service = service
        # What someone has typed is taken also where someone else has said meanwhile that it is not done after all.
        if self.instance.state != ImprovementAction.State.DONE and not self.data.get("became"):
            del self.fields["became"]
        statements = Statement.objects.filter(Q(feature__framework=framework) | Q(pk=self.instance.statement_id))
        self.fields["statement"].queryset = statements.select_related("feature").order_by("feature__order", "order")
        self.fields["statement"].label_from_instance = in_words
        self.fields["statement"].empty_label = _("None in particular")
        self.fields["person"].queryset = self._people(service)
        self.fields["person"].empty_label = _("No one in particular")

    def _people(self, service: Service) -> QuerySet[User]:
        here = Q(memberships__service=service) | Q(memberships__organisation=service.organisation_id)
        found = User.objects.filter(Q(is_active=True) & here | Q(pk=self.instance.person_id))
        return found.distinct().order_by("name", "email")


def in_words(statement: Statement) -> str:
    """A statement as a list of choices has it."""
    return f"{statement.code} {statement.text}"


class ActionFilter(FilterForm):
    """Which actions to show. Nothing chosen is everything."""

    state = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("All")), ("open", _("Planned or under way")), ("late", _("Past its date"))]
        + [(each.value, each.label) for each in ImprovementAction.State],
        required=False,
    )
    feature = forms.ModelChoiceField(Feature.objects.none(), label=_("Feature"), required=False, empty_label=_("All"))
    sector = forms.ModelChoiceField(Sector.objects.none(), label=_("Sector"), required=False, empty_label=_("All"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False, empty_label=_("All")
    )

    def __init__(
        self, data, *, partnership: Partnership, framework: FrameworkVersion | None, on: datetime.date
    ) -> None:
        super().__init__(data)
        self.on = on
        self.fields["feature"].queryset = Feature.objects.filter(framework=framework)
        self.fields["feature"].to_field_name = "code"
        for name, model in (("sector", Sector), ("organisation", Organisation)):
            self.fields[name].queryset = model.objects.in_partnership(partnership)
            self.fields[name].to_field_name = "slug"
        self.is_valid()

    def apply(self, actions):
        """Those that were asked for. A feature is known by its code, over the framework's versions."""
        asked = self.cleaned_data
        match asked.get("state"):
            case "open":
                actions = actions.open()
            case "late":
                actions = actions.late_on(self.on)
            case str(state) if state:
                actions = actions.filter(state=state)
        if asked.get("feature"):
            actions = actions.filter(statement__feature__code=asked["feature"].code)
        if asked.get("sector"):
            actions = actions.filter(service__sector=asked["sector"])
        if asked.get("organisation"):
            actions = actions.filter(service__organisation=asked["organisation"])
        return actions
