"""Names: kept tidy as they are written, and known by what all spellings of one name have in common."""

from typing import Any, Self

from django import forms
from django.db import models

from tables.folding import fold, tidy

# Between a folded name and a number, where two names that were there before fold alike: no folded name has it.
MARK_OF_A_TWIN = "\t"


class TidyText(forms.CharField):
    """A name as someone types it, tidied before anything looks at it."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class _PlainInMigrations(models.Field):
    """A field that is an ordinary column to the database: migrations know nothing of what we do to its values."""

    plain = ""

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, self.plain, args, kwargs


class TidyName(_PlainInMigrations, models.CharField):
    """A name as it was written, but for spaces and signs that nobody sees."""

    plain = "django.db.models.CharField"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = tidy(value)
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": TidyText} | kwargs)


class FoldedName(_PlainInMigrations, models.TextField):
    """The folded name of a row, by which it is known; worked out from the name wherever the row is written.

    Two that were there before and fold alike keep a number behind theirs (`MARK_OF_A_TWIN`) until one is renamed.
    """

    plain = "django.db.models.TextField"

    def __init__(self, *args: Any, of: str = "name", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"editable": False} | kwargs)

    def clone(self) -> Self:
        copy = super().clone()
        copy.of = self.of
        return copy

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key, held = fold(getattr(model_instance, self.of)), getattr(model_instance, self.attname)
        if held.partition(MARK_OF_A_TWIN)[0] != key:
            setattr(model_instance, self.attname, key)
            return key
        return held


class NamedQuerySet(models.QuerySet):
    """Rows with a name and its folded form. Nothing can write the one without the other."""

    def named(self, name: str) -> Self:
        """Those known by this name, however it is spelled."""
        return self.filter(name_key=fold(name))

    def update(self, **values: Any) -> int:
        if "name" in values:
            if not isinstance(values["name"], str):
                raise ValueError("A name is written as text, so that its folded form can be written with it.")
            values = {"name_key": fold(values["name"])} | values | {"name": tidy(values["name"])}
        return super().update(**values)


def folded_alike(rows: models.QuerySet, name: str, *, field: str = "name") -> models.QuerySet:
    """Those of a few rows that have this name, however it is spelled; for names whose folded form is not kept."""
    key = fold(name)
    alike = [pk for pk, text in rows.order_by().values_list("pk", field) if fold(text) == key]
    return rows.filter(pk__in=alike)
