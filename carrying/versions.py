"""What a zip says of itself, and which migrations this programme has: only the same ones fit together."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from django.apps import apps

from carrying.columns import in_order, shared_in_order

FORMAT = "1"


@cache
def migrations() -> dict[str, str]:
    """The last migration of each app whose rows are taken out, by the app."""
    labels = sorted({label.partition(".")[0] for label in (*in_order(), *shared_in_order())})
    found = {}
    for label in labels:
        package = import_module(f"{apps.get_app_config(label).name}.migrations")
        found[label] = max(name for _finder, name, _is_package in pkgutil.iter_modules(package.__path__))
    return found
