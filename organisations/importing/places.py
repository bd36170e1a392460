"""Which place a row means: known by its name however it is spelt, or asked about where it is nearly a known one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from organisations.importing.planning import Asking, PlannedLine
from tables.folding import fold
from tables.near import NearNames

SAME, NEW = "same", "new"
Text = str | Promise


@dataclass
class Names:
    """The names of one kind of places: those that are there, and those that a file brings."""

    called: Text
    known: dict[str, str] = field(default_factory=dict)  # folded to as it is written there
    new: dict[str, str] = field(default_factory=dict)  # folded to as the file writes it
    inside: str = ""  # whose names they are, where each organisation has its own
    _near: NearNames | None = None

    @classmethod
    def of(cls, called: Text, names: Iterable[str], inside: str = "") -> Names:
        """The names that are there."""
        return cls(called, {fold(name): name for name in names}, inside=inside)

    def settle(self, row: PlannedLine, name: str, asking: Asking) -> str:
        """The folded name of the place that a row means. Where that has to be asked first, the row waits."""
        key = fold(name)
        if key in self.known or key in self.new:
            return key
        if self._near is None:
            self._near = NearNames([*self.known.values(), *self.new.values()])
        other = self._near.near(name)
        if other is not None:
            said = {"name": name, "other": other, "called": self.called}
            answer = asking.ask(
                row,
                "\n".join(["near", str(self.called), self.inside, key]),  # no name holds a line's end
                _("Is the %(called)s “%(name)s” the same as “%(other)s”?") % said,
                [
                    (SAME, _("Yes, it is “%(other)s”") % said),
                    (NEW, _("No, “%(name)s” is another %(called)s") % said),
                ],
            )
            if answer == SAME:
                return fold(other)
            if answer is None:
                return key
        if row.is_open:
            self.new[key] = name
            self._near.add(name)
        return key

    def note(self, row: PlannedLine, name: str) -> None:
        """Know the name of a new place that a row brings without being asked about."""
        if fold(name) not in self.known and row.is_open:
            self.new.setdefault(fold(name), name)

    def shown(self, key: str) -> str:
        """A name as it is written there, or as the file writes it first."""
        return self.known.get(key) or self.new.get(key, key)


def usual_spellings(names: Iterable[str]) -> dict[str, str]:
    """For each folded name the spelling that a file uses most, the first of those that it uses as often."""
    counted: dict[str, Counter[str]] = {}
    for name in names:
        counted.setdefault(fold(name), Counter())[name] += 1
    return {key: spellings.most_common(1)[0][0] for key, spellings in counted.items()}
