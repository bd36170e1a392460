"""Whether someone is still signed in: asked by the script before it sends what they have typed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organisations.context import key_of_person


@login_not_required
@never_cache
@require_safe
def signed_in(request: HttpRequest) -> JsonResponse:
    """Whether anyone is; and who, as a key that says nothing, with a token for the form that stands there already."""
    if not request.user.is_authenticated:
        return JsonResponse({"status": "signed-out"})
    return JsonResponse({"status": "signed-in", "person": key_of_person(request.user), "token": get_token(request)})
