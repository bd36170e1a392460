"""What staff and families say: surveys, how they are handed out, and answers that name no one."""

from surveys.models.answers import Answer, ClosedRoundAnswer, ClosedRoundResponse, Response
from surveys.models.comments import Comment, CommentCameBy, ContactRequest, SafetySettings
from surveys.models.instruments import Instrument, Question, Scale, ScalePoint, Section
from surveys.models.languages import LanguageChoice, Wording
from surveys.models.links import Draft, Flag, QuietTime, SingleUseCode, SurveyLink, YouSaidWeDid, new_link_token
from surveys.models.paper import PaperBatch, PaperForm, PaperInHand, PaperKeyer, PaperMark
from surveys.models.support import SupportLine

__all__ = [
    "Answer",
    "ClosedRoundAnswer",
    "ClosedRoundResponse",
    "Comment",
    "CommentCameBy",
    "ContactRequest",
    "Draft",
    "Flag",
    "Instrument",
    "LanguageChoice",
    "PaperBatch",
    "PaperForm",
    "PaperInHand",
    "PaperKeyer",
    "PaperMark",
    "Question",
    "QuietTime",
    "Response",
    "SafetySettings",
    "Scale",
    "ScalePoint",
    "Section",
    "SingleUseCode",
    "SupportLine",
    "SurveyLink",
    "Wording",
    "YouSaidWeDid",
    "new_link_token",
]
