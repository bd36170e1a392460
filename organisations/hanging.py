"""What hangs on a row, and would go with it."""

from django.db import models


def hangs_on(row: models.Model) -> list[str]:
    """What would go with a row, in the words of its kinds: none where nothing was made of it."""
    found = []
    for relation in row._meta.get_fields(include_hidden=True):
        is_row_of_it = relation.auto_created and not relation.concrete and not relation.many_to_many
        # What only notes the row by the way loses the note; what it chose among others (many to many) is its own.
        if not is_row_of_it or relation.on_delete is models.SET_NULL or relation.related_model._meta.auto_created:
            continue
        if relation.related_model._base_manager.filter(**{relation.field.name: row}).exists():
            found.append(str(relation.related_model._meta.verbose_name_plural))
    return found
