"""The communication pack: what to say about the partnership and its round, ready to print, post and read out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from framework.models import Feature
from organisations.models import Partnership, Round

OURS = "tip-2026"


@dataclass(frozen=True)
class PackFeature:
    """A feature in plain words."""

    title: str
    text: str
    for_families: bool


@dataclass(frozen=True)
class Slide:
    """One slide: its heading, its lines, and what one might say with it."""

    title: str
    lines: Sequence[str]
    say: str = ""


@dataclass(frozen=True)
class PackText:
    """A text to copy: what it is for, the words, and what a picture beside it shows, where there is one."""

    key: str
    title: str
    text: str
    alt: str = ""


@dataclass(frozen=True)
class Pack:
    """What all texts of the pack rest on. `round` is the open one; addresses are whole ones."""

    place: Partnership
    round: Round | None
    features: Sequence[Feature]
    home: str
    events: str
    wall: str

    def said(self) -> dict[str, str]:
        """What stands in the texts: names, days and addresses."""
        said = {"name": self.place.name, "home": self.home, "events": self.events, "wall": self.wall}
        if self.round:
            said |= {
                "round": self.round.name,
                "first": _day(self.round.opens_on),
                "last": _day(self.round.closes_on),
            }
        return said


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")


def _plain() -> dict[str, tuple[str, str]]:
    """The features of our own framework as one would say them to anyone: a few words, and a sentence."""
    return {
        "1": (_("We listen"), _("You choose what to tell us and when. You should not have to repeat your story.")),
        "2": (_("Someone you can trust"), _("There is a person here you can count on.")),
        "3": (
            _("What’s strong, not what’s wrong"),
            _("We look for what you are good at. We do not blame you. We decide things with you."),
        ),
        "4": (
            _("Safe places"),
            _("We make our rooms feel safe and friendly. You have a say in when and where we meet."),
        ),
        "5": (_("We learn"), _("Everyone who works here learns about trauma and what helps.")),
        "6": (_("We look after each other"), _("This work can be hard. We look after the people who do it.")),
        "7": (_("We work together"), _("Our teams use the same words and plan together.")),
        "8": (_("Our leaders lead"), _("They learn about trauma, talk about it and check how we are doing.")),
    }


def points(features: Sequence[Feature]) -> list[PackFeature]:
    """The features in plain words, in their order; those of another place's framework in its own."""
    found, plain = [], _plain()
    for feature in features:
        title, text = feature.title, feature.summary
        if feature.framework.code.startswith(OURS):
            title, text = plain.get(feature.code, (title, text))
        found.append(PackFeature(title, text, feature.audience == Feature.Audience.FAMILIES))
    return found


def slides(pack: Pack) -> list[Slide]:
    """Slides for 10 minutes in a team meeting."""
    said, all_points = pack.said(), points(pack.features)
    found = [
        Slide(
            _("We are becoming trauma-informed"),
            [pack.place.name],
            _("This takes 10 minutes. You can leave the room or stop listening at any time. No one will ask why."),
        ),
        Slide(
            _("2 questions to ask"),
            [
                _("“What happened to you?” rather than “what’s wrong with you?”"),
                _("“What’s strong?” rather than “what’s wrong?”"),
                _("We try not to cause more harm."),
            ],
            _(
                "Trauma is what stays with us after something that was too much to cope with. It is common, including "
                "among people who work here."
            ),
        ),
    ]
    for title, mine in (
        (_("What families can expect"), [point for point in all_points if point.for_families]),
        (_("What people who work here can expect"), [point for point in all_points if not point.for_families]),
    ):
        if mine:
            lines = [f"{point.title}: {point.text}" for point in mine]
            found.append(
                Slide(title, lines, _("Which of these do we already do well? Which would we like to start with?"))
            )
    if pack.round:
        found += _slides_of_round(said)
    found.append(
        Slide(
            _("Find out more"),
            [
                _("About us: %(address)s") % {"address": _short(said["home"])},
                _("Our events: %(address)s") % {"address": _short(said["events"])},
                _("Our pledges: %(address)s") % {"address": _short(said["wall"])},
            ],
            _("What is one small thing we could do differently next week?"),
        )
    )
    return found


def _short(address: str) -> str:
    """An address as one writes it on a wall."""
    return address.partition("://")[2]


def _slides_of_round(said: dict[str, str]) -> Iterator[Slide]:
    yield Slide(
        _("%(round)s: how are we doing?") % said,
        [
            _("From %(first)s to %(last)s") % said,
            _("Each team assesses its own service together."),
            _("Everyone who works here can answer a 5-minute survey."),
            _("Families and children can say what it is like for them."),
        ],
        _("No one is marked or ranked. It is to learn and to decide what to do next."),
    )
    yield Slide(
        _("Safe to answer"),
        [
            _("We do not ask for your name. You do not need to sign in."),
            _("You can skip any question."),
            _("Managers cannot see anyone’s answers."),
            _("Results are only shown where 10 people or more have answered."),
        ],
        _("Your service lead has the link and the QR code."),
    )


def texts(pack: Pack) -> list[PackText]:
    """Newsletter, email and letter texts; those about a round only while one is open."""
    said = pack.said()
    found = []
    if pack.round:
        found = [
            PackText("staff", _("Email or newsletter to everyone who works here"), _words("staff", said)),
            PackText("leads", _("Email to service leads"), _words("leads", said)),
            PackText(
                "families", _("For families, such as a letter home or a school newsletter"), _words("families", said)
            ),
        ]
    return [*found, PackText("about", _("A few lines about what we do, for any newsletter"), _words("about", said))]


def posts(pack: Pack) -> list[PackText]:
    """Short texts for social media, each with what the poster beside it shows, for people who hear it read out."""
    said = pack.said()
    found = [
        PackText(
            "we-are",
            _("With the poster “We are becoming trauma-informed”"),
            _words("post-we-are", said),
            _words("alt-we-are", said),
        ),
        PackText(
            "features",
            _("With the poster “What you can expect”"),
            _words("post-features", said),
            _alt_of_features(pack),
        ),
    ]
    if pack.round:
        found.append(
            PackText(
                "round",
                _("With the poster “What is it like for you?”"),
                _words("post-round", said),
                _words("alt-round", said),
            )
        )
    return found


def _alt_of_features(pack: Pack) -> str:
    titles = ". ".join(point.title for point in points(pack.features))
    return _words("alt-features", {**pack.said(), "titles": titles})


def as_text(pack: Pack) -> str:
    """All texts to copy as one plain file."""
    parts = [f"{words.title.upper()}\n\n{words.text}" for words in texts(pack)]
    for words in posts(pack):
        alt = _("Text for people who cannot see the picture: %(alt)s") % {"alt": words.alt}
        parts.append(f"{_('Social media').upper()}: {words.title.upper()}\n\n{words.text}\n\n{alt}")
    return f"\n\n{'-' * 60}\n\n".join(parts) + "\n"


def slides_as_text(pack: Pack) -> str:
    """The slides as one plain file: heading, lines, and what one might say."""
    parts = []
    for number, slide in enumerate(slides(pack), start=1):
        lines = "\n".join(f"- {line}" for line in slide.lines)
        parts.append(f"{number}. {slide.title}\n\n{lines}\n\n{_('You might say:')} {slide.say}".strip())
    return "\n\n\n".join(parts) + "\n"


def _words(name: str, said: dict[str, str]) -> str:
    """A longer text, which is a template: a paragraph is one line, so that it can be pasted anywhere."""
    return render_to_string(f"activities/pack/words/{name}.txt", said).strip()
