"""Single-use codes: handed out on paper, kept only as a keyed hash, spent once."""

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused, hold_open
from organisations.audit import record
from organisations.codes import in_groups, random_signs, tidy
from organisations.models import User
from surveys.models import SingleUseCode, SurveyLink

LENGTH = 23  # of 30 signs each: 112 bits
MORE = 8
# Cards that were printed earlier have a sign more, alone or with those of a pause.
_EARLIER = 24
MOST_AT_ONCE = 500


@transaction.atomic
def make_codes(*, survey_link: SurveyLink, number: int, by: User) -> list[str]:
    """So many new codes, in groups that read well. They are returned once; only their hashes are kept.

    Raises ValueError for fewer than 1 or more than 500, and for a link of another kind; ActionRefused where the round
    is not open any more.
    """
    codes = new_codes(number)
    keep_codes(survey_link=survey_link, codes=codes, by=by)
    return codes


def new_codes(number: int) -> list[str]:
    """So many codes that work once `keep_codes` knows them. Raises ValueError for fewer than 1 or more than 500."""
    if not 1 <= number <= MOST_AT_ONCE:
        raise ValueError(f"Between 1 and {MOST_AT_ONCE} codes can be made at once.")
    return [_new_code() for _each in range(number)]


@transaction.atomic
def keep_codes(*, survey_link: SurveyLink, codes: list[str], by: User | None) -> None:
    """Keep the hashes of new codes.

    Raises ValueError for a link of another kind, and ActionRefused where its round is not open any more.
    """
    if survey_link.kind != SurveyLink.Mode.CODES:
        raise ValueError("Codes belong to a link of that kind.")
    # Held until they are kept: closing takes all codes of a round away, and none may come after it.
    if not hold_open(survey_link.round_id):
        raise ActionRefused(_("The round has closed, so you cannot make codes."))
    SingleUseCode.objects.bulk_create(SingleUseCode(survey_link=survey_link, hash=hash_of_code(code)) for code in codes)
    what = f"made {len(codes)} single-use codes"
    record(partnership=survey_link.round.partnership, by=by, what=what, about=survey_link)


def _new_code() -> str:
    return in_groups(random_signs(LENGTH))


def longer(code: str) -> str:
    """A code with eight more signs that no one has printed; one that has them already stays as it is.

    Answers are put by under the longer code only: anyone who made the codes cannot open them.
    """
    signs = tidy(code)
    return signs if is_longer(signs) else signs + random_signs(MORE)


def is_longer(code: str) -> bool:
    """Whether a code carries the signs that were added at a pause."""
    return len(tidy(code)) > len(on_card(code))


def on_card(code: str) -> str:
    """The signs of a code that stand on its card, without those that a pause added."""
    signs = tidy(code)
    return signs[:_EARLIER] if len(signs) in (_EARLIER, _EARLIER + MORE) else signs[:LENGTH]


def in_two_lines(code: str) -> tuple[str, str]:
    """A code as it fits on a small card, cut between two groups. Spaces and dashes do not matter when it is typed."""
    groups = code.split("-")
    half = len(groups) // 2
    return "-".join(groups[:half]), "-".join(groups[half:])


def hash_of_code(code: str) -> str:
    """What is kept of a code: no one without our key can try codes against it. What a pause added is left out."""
    return salted_hmac("surveys.single-use-code", on_card(code), algorithm="sha256").hexdigest()


def code_typed(typed: str) -> SingleUseCode | None:
    """The code that someone typed, spent or not, with its survey at hand."""
    found = SingleUseCode.objects.filter(hash=hash_of_code(typed))
    places = (
        "survey_link__service__organisation__partnership",
        "survey_link__round__partnership",
        "survey_link__instrument",
    )
    return found.select_related(*places).first()
