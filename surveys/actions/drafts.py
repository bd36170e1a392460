"""Answers put by under the longer code of a pause: sealed with it, so that only whoever has it can read them.

A card's code alone opens none: whoever printed the cards knows it.
"""

import base64
import datetime
import json

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

from surveys.actions.codes import is_longer, tidy
from surveys.models import Draft

DAYS_KEPT = 7


def name_of_draft(code: str) -> str:
    """Under which name answers are put by: not the hash by which the code itself is known."""
    return salted_hmac("surveys.draft", tidy(code), algorithm="sha256").hexdigest()


def _seal(code: str) -> Fernet:
    key = salted_hmac("surveys.draft.seal", tidy(code), algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def put_by(*, code: str, answers: dict[str, str], on: datetime.date) -> None:
    """Keep what was answered so far, in place of what was kept before. `code` is a longer one (`codes.longer`)."""
    if not is_longer(code):
        raise ValueError("A code that somebody printed keeps nothing from whoever printed it.")
    given = {question: value for question, value in answers.items() if value}
    # All of about one length and without a time of day: a seal tells neither how much somebody wrote nor when.
    text = json.dumps(given)
    sealed = _seal(code).encrypt_at_time(text.ljust(-(-len(text) // 4096) * 4096).encode(), 0)
    Draft.objects.update_or_create(lookup=name_of_draft(code), defaults={"sealed": sealed, "saved_on": on})


def take_up(*, code: str, on: datetime.date) -> dict[str, str]:
    """What was put by with this code in the last seven days; nothing where there is nothing."""
    if not is_longer(code):
        return {}
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
