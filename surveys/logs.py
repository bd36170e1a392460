"""Keeping survey addresses out of the site's own log."""

import logging

PREFIX = "/s/"


class NoSurveyAddresses(logging.Filter):
    """Lets every record through but those that name the address of a survey page.

    An error there is told without its address, so that someone hears of it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", "")
        told = " ".join(str(arg) for arg in record.args) if isinstance(record.args, tuple) else ""
        if not (str(path).startswith(PREFIX) or f" {PREFIX}" in f" {told}"):
            return True
        if not record.exc_info:
            return False
        record.msg, record.args = "An error on a survey page", ()
        record.__dict__.pop("request", None)
        return True
