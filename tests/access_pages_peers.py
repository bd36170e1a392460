"""The addresses of support and challenge, and of coffee by lot, for tests/test_access.py."""

from assessments.models import PeerConversation
from organisations.models import Round, Service
from organisations.roles import Role
from tests.access_rows import ADMIN, EDITORS, INSIDERS, NOBODY, READERS, Page, here, service
from tests.builders import TODAY, Borough, make_member

LEAD = ["lead"]


def conversation(at) -> list:
    return [at.slug, at.peer]


OFFER = Page("assessments:peer-offer", here, EDITORS)
ASK = Page("assessments:peer-ask", service, LEAD, NOBODY, ok=302)  # nothing is submitted yet
ANSWER = Page("assessments:peer-answer", conversation, LEAD, NOBODY)
CAME = Page("assessments:peer-came", conversation, LEAD, NOBODY, ok=302)  # ten months have not passed
DECLINE = Page("assessments:peer-decline", conversation, NOBODY, NOBODY)  # the peer alone, who is none of these
WORDS = Page("assessments:peer-words", conversation, NOBODY, NOBODY)
PEERS = [
    Page("assessments:peers", here, INSIDERS),
    Page("assessments:peers-overview", here, ADMIN),
    OFFER,
    OFFER.posting(200),
    Page("assessments:service-peers", service, READERS, ADMIN),
    ASK,
    ASK.posting(302),
    Page("assessments:peer-conversation", conversation, EDITORS, NOBODY),
    ANSWER,
    ANSWER.posting(200),
    CAME,
    CAME.posting(302),
    DECLINE,
    DECLINE.posting(),
    WORDS,
    WORDS.posting(),
    Page("activities:coffee", here, INSIDERS),
]
PEERS_POST_ONLY = [
    Page("assessments:peer-offer-stop", here, INSIDERS).posting(),
    Page("assessments:peer-ask-stop", service, LEAD, NOBODY).posting(),
    Page("assessments:peer-invite", service, LEAD, NOBODY).posting(404),  # nothing is asked
    Page("assessments:peer-state", conversation, LEAD, NOBODY).posting(data=lambda at: {"do": "end"}),
    Page("activities:coffee-choose", here, INSIDERS).posting(data=lambda at: {"do": "join"}),
]


def peers_things_of(borough: Borough, service: Service, round_: Round) -> dict:
    """A conversation about what the service says of itself, with someone of a service far away."""
    assessment = service.assessments.get(round=round_)
    far = next(each for name, each in borough.services.items() if name == "centre")
    peer = make_member(borough, f"{service.slug}-peer", Role.CONTRIBUTOR, service=far)
    row = PeerConversation.objects.create(
        assessment=assessment,
        peer=peer,
        peer_service=far,
        state="accepted",
        invited_on=TODAY,
        replied_on=TODAY,
        left_on=TODAY,
        strong="You listen.",
    )
    return {"peer": row.pk}
