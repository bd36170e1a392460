"""What is larger than any page takes is refused by what its header says, before a byte of it is read."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string


class RefusesWhatIsTooLarge:
    """Middleware. It stands before sessions and forms, so that nothing of the body is read or kept."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # Django reads nothing of such a request
        if length <= settings.LARGEST_REQUEST:
            return self.get_response(request)
        page = render_to_string("413.html", {"megabytes": settings.LARGEST_REQUEST // 1024**2})
        answer = HttpResponse(page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        answer["Connection"] = "close"  # the rest of what is sent is not waited for
        answer["Cache-Control"] = "no-store"
        return answer
