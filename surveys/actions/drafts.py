"""Answers put by under the longer code of a pause: sealed with it, so that only whoever has it can read them.

A card's code alone opens none: whoever printed the cards knows it.
"""

import base64
import datetime
import json

from cryptography.fernet import Fernet, InvalidToken
from django.db import transaction
from django.utils.crypto import salted_hmac

from organisations.actions import hold_open
from organisations.codes import tidy
from surveys.actions.codes import hash_of_code, is_longer, on_card
from surveys.models import Draft, SingleUseCode

DAYS_KEPT = 7


def name_of_draft(code: str) -> str:
    """Under which name answers are put by: not the hash by which the code itself is known."""
    return salted_hmac("surveys.draft", tidy(code), algorithm="sha256").hexdigest()


def name_of_card(code: str) -> str:
    """Under which name all that was put by with one card is found: of the signs on the card, by a key of its own."""
    return salted_hmac("surveys.draft.card", on_card(code), algorithm="sha256").hexdigest()


def _seal(code: str) -> Fernet:
    # A key of its own beside the name under which the draft lies: whoever reads the database has the name, and no way
    # from there to the key. No slow hash is needed, since the code has more than 112 bits.
    key = salted_hmac("surveys.draft.seal", tidy(code), algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


@transaction.atomic
def put_by(*, code: str, answers: dict[str, str], on: datetime.date) -> bool:
    """Keep what was answered so far, in place of what was kept before. `code` is a longer one (`codes.longer`).

    Returns whether it is kept: with a code that was spent in the meantime, or whose round has closed, nothing is.
    """
    if not is_longer(code):
        raise ValueError("A code that somebody printed keeps nothing from whoever printed it.")
    unspent = SingleUseCode.objects.filter(hash=hash_of_code(code), is_spent=False)
    round_ = unspent.values_list("survey_link__round", flat=True).first()
    # The round first, as where answers are sent: nobody writes its codes again in between. Once closed it keeps none.
    if round_ is None or not hold_open(round_):
        return False
    # Locked: what is sent at this moment from elsewhere takes this along, or comes first and is seen here.
    if unspent.select_for_update().first() is None:
        return False
    given = {question: value for question, value in answers.items() if value}
    # All of about one length and without a time of day: a seal tells neither how much somebody wrote nor when.
    text = json.dumps(given)
    sealed = _seal(code).encrypt_at_time(text.ljust(-(-len(text) // 4096) * 4096).encode(), 0)
    kept = {"sealed": sealed, "saved_on": on, "on_card": name_of_card(code)}
    Draft.objects.update_or_create(lookup=name_of_draft(code), defaults=kept)
    return True


def resume_draft(*, code: str, on: datetime.date) -> dict[str, str]:
    """What was put by with this code in the last seven days; nothing where there is nothing."""
    if not is_longer(code):
        return {}
    # Too old is looked at here too, and not only by what runs once a day: a week is what the page promised.
    draft = Draft.objects.filter(lookup=name_of_draft(code), saved_on__gt=_last_day(on)).first()
    if draft is None:
        return {}
    try:
        return json.loads(_seal(code).decrypt(bytes(draft.sealed)))
    except (InvalidToken, ValueError):
        return {}


def forget_old_drafts(*, on: datetime.date) -> int:
    """Delete what was put by seven days ago or earlier. Returns how many. Run once a day."""
    return Draft.objects.filter(saved_on__lte=_last_day(on)).delete()[0]


def _last_day(on: datetime.date) -> datetime.date:
    return on - datetime.timedelta(days=DAYS_KEPT)
