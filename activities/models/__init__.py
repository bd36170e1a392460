"""What was done: briefings, deep listening, sub-groups, events, the programme, training, coffee by lot, and so on."""

from activities.models.briefings import Briefing
from activities.models.coffee import CoffeeDraw, CoffeeGroup, CoffeeMember, CoffeeSeat, NotWith
from activities.models.event_words import EventWords
from activities.models.events import Event, EventOrganisation
from activities.models.listening import DeepListening, Heard
from activities.models.organisational import OrganisationalAnswer, OrganisationalReply
from activities.models.programme import Champion, Communication
from activities.models.subgroups import Meeting, MeetingAttendance, SubGroupMember
from activities.models.training import Course, KindOfRole, Level, TrainingAttendance, TrainingSession

__all__ = [
    "Briefing",
    "Champion",
    "CoffeeDraw",
    "CoffeeGroup",
    "CoffeeMember",
    "CoffeeSeat",
    "Communication",
    "Course",
    "DeepListening",
    "Event",
    "EventOrganisation",
    "EventWords",
    "Heard",
    "KindOfRole",
    "Level",
    "Meeting",
    "MeetingAttendance",
    "NotWith",
    "OrganisationalAnswer",
    "OrganisationalReply",
    "SubGroupMember",
    "TrainingAttendance",
    "TrainingSession",
]
