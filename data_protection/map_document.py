"""docs/data-map.md, made from the data map: `python manage.py write_data_map`. A test compares the two."""

from itertools import groupby
from pathlib import Path

from data_protection.data_map import PERSON, data_map

PAGE = Path(__file__).resolve().parent.parent / "docs" / "data-map.md"
TOP = """# The data map

What each table holds, about whom, why, who sees it and for how long. Made from `data_protection/content/` by
`python manage.py write_data_map`; do not change it by hand. A test compares the files with the schema and with it.
"""


def as_document() -> str:
    """The whole page."""
    parts = [TOP]
    kinds = sorted(data_map().values(), key=lambda kept: kept.model)
    for room, inside in groupby(kinds, key=lambda kept: kept.model.split(".")[0]):
        parts.append(f"\n## {room}\n")
        for kept in inside:
            said = kept.words
            parts.append(
                f"\n### {kept.model.split('.')[1]}\n\n{kept.what}. About: {said['about']}. Why: {said['why']}.\n"
            )
            parts.append(f"Who sees it: {said['seen_by']}. How long: {said['kept']}.\n\n")
            parts += [
                f"- `{name}`: {what}{'' if person == 'no' else f' (can say who someone is: {PERSON[person]})'}\n"
                for name, what, person in kept.fields
            ]
    return "".join(parts)
