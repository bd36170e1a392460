"""The page of one feature: a small form for each of its statements."""

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.actions.assessing import StatementDraft
from assessments.models import Rating
from framework.models import Stage
from organisations.asking import AsksAboutPeople
from organisations.forms import helper_with_button
from organisations.models import Partnership

DOES_NOT_APPLY = "does-not-apply"
_signer = signing.Signer(salt="assessments.base")


class RatingForm(AsksAboutPeople, forms.Form):
    """One statement: a stage in words, or "does not apply" with a reason, and what shows it.

    Hidden beside them ride the version and the wording that the person started from, so that a change by
    someone else is noticed.
    """

    mark_optional = False
    looks_at = ("reason", "evidence")
    says_what_it_cannot_see = False  # the page does, above the statements

    stage = forms.ChoiceField(required=False, widget=forms.RadioSelect, label="")
    reason = forms.CharField(
        required=False,
        label=_("Why does it not apply to you?"),
        help_text=_("Only if you selected “Does not apply to us”."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )
    evidence = forms.CharField(
        required=False,
        label=_("What shows this? (optional)"),
        help_text=_("A sentence or two, or where to find it. Do not include names or details of families or children."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, rating: Rating, stages: list[Stage], need_reason: bool = True, **kwargs) -> None:
        self.rating, self.stages, self.need_reason = rating, stages, need_reason
        self.earlier: Rating | None = None  # what the service said before; the view knows
        current = StatementDraft.of(rating)
        kwargs["initial"] = {
            "stage": DOES_NOT_APPLY if current.does_not_apply else rating.stage.key if rating.stage else "",
            "reason": current.reason,
            "evidence": current.evidence,
            "version": rating.version,
            "base": base_of(current),
        }
        super().__init__(*args, prefix=rating.statement.code, **kwargs)
        words = {descriptor.stage_id: descriptor.text for descriptor in rating.statement.descriptors.all()}
        field = self.fields["stage"]
        field.label = f"{rating.statement.code} {rating.statement.text}"
        field.label_size = "m"
        field.choices = [(stage.key, stage.title) for stage in stages] + [(DOES_NOT_APPLY, _("Does not apply to us"))]
        field.option_hints = {stage.key: words.get(stage.pk, stage.meaning) for stage in stages}
        field.option_dividers = [DOES_NOT_APPLY]
        for name in ("reason", "evidence"):
            self.fields[name].show_count = False

    @property
    def hides_earlier(self) -> bool:
        """Whether what was said before stays hidden, since no stage is chosen yet."""
        return self.earlier is not None and self.rating.is_afresh and not self.rating.is_decided

    @property
    def earlier_words(self) -> dict[str, str]:
        """What the service said before, in words; nothing while it is hidden."""
        return earlier_in_words(self.earlier) if self.earlier and not self.hides_earlier else {}

    def is_asked_about(self, name: str) -> bool:
        """Asked when the page is saved, not while someone types; then also about what was saved while they typed."""
        return self.need_reason

    def kept_before(self) -> list[str]:
        return self.rating.kept_as_it_is.split()

    def place_of_words(self) -> Partnership:
        return self.rating.assessment.service.partnership

    def clean(self):
        data = super().clean()
        if self.need_reason and data.get("stage") == DOES_NOT_APPLY and not data.get("reason", "").strip():
            self.add_error("reason", _("Enter why it does not apply to you, or select a stage"))
        return data

    def wording(self) -> StatementDraft:
        """What the person says, as the form holds it."""
        chosen = self.cleaned_data.get("stage", "")
        stage = next((stage for stage in self.stages if stage.key == chosen), None)
        return StatementDraft(
            stage=stage,
            does_not_apply=chosen == DOES_NOT_APPLY,
            reason=_lines(self.cleaned_data.get("reason", "")),
            evidence=_lines(self.cleaned_data.get("evidence", "")),
        )

    def base_wording(self) -> StatementDraft | None:
        """What the person started from; None where it cannot be told."""
        try:
            stage_key, not_applicable, reason, evidence = _signer.unsign_object(self.cleaned_data.get("base") or "")
        except signing.BadSignature:
            return None
        stage = next((stage for stage in self.stages if stage.key == stage_key), None)
        return StatementDraft(stage, not_applicable, reason, evidence)


def earlier_in_words(earlier: Rating) -> dict[str, str]:
    """What a service said of a statement in an earlier round: the choice as a sentence, and its words."""
    chosen = earlier.stage.title if earlier.stage else _("Does not apply")
    said = _("In %(round)s you chose %(stage)s.") % {"round": earlier.assessment.round.name, "stage": chosen}
    words = earlier.reason if earlier.does_not_apply else earlier.evidence
    if number := len(earlier.files.all()):
        files = ngettext("With %(n)s file.", "With %(n)s files.", number) % {"n": number}
        words = f"{words}\n{files}".strip()
    return {"chose": said, "words": words}


def _lines(text: str) -> str:
    """The text with line ends of one kind: browsers send another kind than they were given."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def base_of(wording: StatementDraft) -> str:
    """A wording as a signed text for a hidden field."""
    stage_key = wording.stage.key if wording.stage else ""
    return _signer.sign_object([stage_key, wording.does_not_apply, wording.reason, wording.evidence])


class ReopenForm(AsksAboutPeople, forms.Form):
    """Why a submitted self-assessment is opened again."""

    looks_at = ("reason",)

    helper = helper_with_button(_("Reopen self-assessment"))
    reason = forms.CharField(
        label=_("What is the reason for reopening it?"),
        help_text=_("Anyone who reads the self-assessment later can see this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Enter a reason for reopening it")},
    )
