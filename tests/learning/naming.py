"""Naming barriers in tests: as a person with a name, as someone at the open page, and coming back with a slip."""

import re

from django.test import Client

from learning.actions.naming import name_openly
from learning.actions.reviewing import PASS_ON, settle_barrier, version_of
from learning.models import Barrier
from tests.builders import TODAY, Borough
from tests.surveys.filling_in import hidden_fields

WORDS = "The referral form asks what happened to them, 3 times."
NONCE = re.compile(rb'nonce="[^"]*"')


def page_of(borough: Borough) -> str:
    return f"/s/barrier/{borough.slug}/"


def name_one(borough: Borough, words: str = WORDS, *, organisation: str = "", client: Client | None = None) -> str:
    """Someone without an account names a barrier; the code of their slip."""
    client = client or Client()
    sent = hidden_fields(client.get(page_of(borough))) | {"words": words}
    if organisation:
        sent["organisation"] = borough.organisations[organisation].pk
    answer = client.post(page_of(borough), sent)
    assert "Thank you" in answer.content.decode()
    return sent["code"]


def come_back(code: str, **more):
    return Client().post("/s/slip/", {"code": code, **more})


def openly(
    borough: Borough, words: str = WORDS, *, organisation: str = "hospital", by: str = "lead", on=TODAY
) -> Barrier:
    """Someone with a role names a barrier."""
    place = borough.organisations[organisation] if organisation else None
    return name_openly(partnership=borough.partnership, organisation=place, words=words, by=borough.people[by], on=on)


def settle(borough: Borough, barrier: Barrier, decision: str = PASS_ON, *, said: str = "", words: str = "", on=TODAY):
    """What the reviewer decides."""
    return settle_barrier(
        barrier=barrier,
        version=version_of(barrier),
        decision=decision,
        words=words or barrier.words,
        organisation=barrier.organisation,
        said=said,
        by=borough.people["reviewer"],
        on=on,
        address="https://tip.example.org/",
    )
