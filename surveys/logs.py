"""Keeping survey addresses out of the site's own log."""

import logging

PREFIX = "/s/"


class NoSurveyAddresses(logging.Filter):
    """Lets every record through but those that name the address of a survey page."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", "")
        told = " ".join(str(arg) for arg in record.args) if isinstance(record.args, tuple) else ""
        return not (str(path).startswith(PREFIX) or f" {PREFIX}" in f" {told}")
