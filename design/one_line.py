"""One-line fields hold one line, whoever sends it.

A browser takes line breaks out of what is pasted into such a field; a crafted request does not, and a name with a line
break would then stand in headers, subjects and calendars. So the server does what the browser does, for every field
at once.
"""

import re
from typing import Any

from django.forms import TextInput

_BREAKS = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")
_as_sent = TextInput.value_from_datadict


def _in_one_line(self: TextInput, data: Any, files: Any, name: str) -> Any:
    """What was sent, with a space for every line break."""
    value = _as_sent(self, data, files, name)
    return _BREAKS.sub(" ", value) if isinstance(value, str) else value


def keep_to_one_line() -> None:
    """Have every one-line field of the site, also of Django’s admin and of allauth, read in this way."""
    TextInput.value_from_datadict = _in_one_line  # type: ignore[method-assign]
