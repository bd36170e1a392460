"""What every page knows: the place it is about, and where the person can go."""


def place_and_navigation(request):
    return {"partnership": getattr(request, "partnership", None)}
