"""What someone wants to be called: theirs to change at any time."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations.forms import OwnNameForm
from organisations.own_name import change_own_name


@require_http_methods(["GET", "POST"])
def own_name(request):
    """Shows the name and changes it; without one people see the email address."""
    form = OwnNameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        change_own_name(user=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Your name is saved."))
        return redirect("own-name")
    return render(request, "organisations/own_name.html", {"form": form})
