"""What can be put right, on one page: each line a sentence, its button, and what will happen."""

from django.shortcuts import render

from activities.models import Event, TrainingSession
from home.putting_right import attendance_to_correct
from organisations.access import partnership_for
from organisations.models import Round
from organisations.putting_right import archived_services as archived_services_of
from organisations.roles import Permission


def put_right(request, partnership):
    """Everything that an admin can put right, also where there is nothing of a kind at present."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    rounds = list(Round.objects.filter(partnership=place).newest_first())
    context = {
        "to_reopen": [one for one in rounds if one.can_be_reopened],
        "planned": [one for one in rounds if one.state == Round.State.PLANNED],
        "closed": len(archived_services_of(place)),
        "events": attendance_to_correct(Event, place),
        "sessions": attendance_to_correct(TrainingSession, place),
        "released": [one for one in rounds if one.state == Round.State.RELEASED],
    }
    return render(request, "home/put_right.html", context)


def archived_services(request, partnership):
    """All services of the partnership that are closed, and who closed them, where that is known."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    return render(request, "home/archived_services.html", {"rows": archived_services_of(place)})
