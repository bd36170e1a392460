"""The surveys' files: scales, instruments, sections, questions, support lines, and words in other languages."""

from collections import Counter, defaultdict

from django.db.models import QuerySet

from framework.content_files import ContentFolder, ContentRow
from framework.content_tables import Loaded
from framework.models import FrameworkVersion
from surveys.languages import all_languages, english
from surveys.models import Instrument, Question, Scale, ScalePoint, Section, SupportLine, Wording
from surveys.wordings import texts_of

ORDER = 10
SUPPORT_LINES = "support_lines.csv"
READ_AGAIN = (SUPPORT_LINES,)  # and the folder of wordings, which is no part of a version's fingerprint
INSTRUMENTS = "instruments"  # lines of instruments.csv with their surveys, for the room that makes measures of them
# Hidden fields of the pages on which the questions stand; a question's code is the name of its field.
TAKEN_BY_THE_PAGE = {"key", "page", "go", "language", "layout", "code", "end", "round", "state", "csrfmiddlewaretoken"}
OWN_QUESTIONS = "local-"  # begins the codes of the questions that partnerships add
NOTE = "-note"  # ends the name of the field for a note on a question of the organisational survey
OF_A_SUPPORT_LINE = ("code", "name", "contact", "kind", "hours", "for_families", "for_staff", "checked_on")
MORE_OF_A_SUPPORT_LINE = ("what", "for_children", "speaks", "speaks_checked_on")
TAKEN_BY_SUPPORT_LINES = {"add", "restore"}  # addresses beside those of the lines
# A figure's subject is a question's code of up to 40 signs, a colon and the key of an answer: 80 in all.
ANSWER_KEY = 39
MOST_RATINGS = 11  # on a scale; of more, disclosure control would have too many ways to look at


def load(folder: ContentFolder, loaded: Loaded) -> None:
    scales = _scales(folder, loaded)
    instruments = _instruments(folder, loaded)
    loaded.more[INSTRUMENTS] = instruments
    of = {row.code("key"): instrument for row, instrument in instruments.items()}
    _questions(folder, loaded, scales, of, _sections(folder, of))
    folder.stop_on_problems()
    for row, instrument in instruments.items():
        _one_scale(row, instrument)
    _voices(folder, instruments)


def _scales(folder: ContentFolder, loaded: Loaded) -> dict[str, Scale]:
    scales: dict[str, Scale] = {}
    ratings: Counter[str] = Counter()
    columns = ("scale", "stem", "key", "kind", "value", "positive", "face", "label")
    for order, row in enumerate(folder.rows("scales.csv", columns, ("scale", "key"))):
        key, kind = row.code("scale"), row.one_of("kind", ScalePoint.Meaning.values)
        if key not in scales:
            scales[key] = Scale.objects.create(
                framework=loaded.framework, key=key, stem=row.text("stem", most=200, optional=True)
            )
        value = row.whole_number("value", least=1, most=20, optional=True)
        positive = row.yes_or_no("positive")
        if (kind == ScalePoint.Meaning.RATING) != (value is not None):
            row.problem("a rating has a value, and only a rating")
            continue
        if positive and kind != ScalePoint.Meaning.RATING:
            row.problem("only a rating can be positive")
        ratings[key] += value is not None
        if ratings[key] == MOST_RATINGS + 1:
            row.problem(f"the scale “{key}” has more than {MOST_RATINGS} ratings")
        ScalePoint.objects.create(
            scale=scales[key],
            key=row.code("key", most=ANSWER_KEY),
            kind=kind,
            value=value,
            positive=positive,
            face=row.one_of("face", ScalePoint.Face.values, optional=True),
            label=row.text("label", most=120),
            order=order,
        )
    return scales


def _instruments(folder: ContentFolder, loaded: Loaded) -> dict[ContentRow, Instrument]:
    columns = (
        "key",
        "title",
        "audience",
        "minutes",
        "for_families",
        "one_at_a_time",
        "handed_out_by",
        "introduction",
    )
    found: dict[ContentRow, Instrument] = {}
    for order, row in enumerate(folder.rows("instruments.csv", columns, ("key",), optional=("voice",))):
        by = row.one_of("handed_out_by", Instrument.HandedOutBy.values)
        # There is one survey after training and one of organisations: what they say is counted as one thing.
        if by != Instrument.HandedOutBy.SERVICE and any(one.handed_out_by == by for one in found.values()):
            row.problem(f"a second survey is handed out by “{by}”; there can be one")
        found[row] = Instrument.objects.create(
            framework=loaded.framework,
            key=row.code("key"),
            title=row.text("title", most=120),
            audience=row.text("audience", most=120),
            minutes=row.whole_number("minutes", least=1, most=60),
            for_families=row.yes_or_no("for_families"),
            one_at_a_time=row.yes_or_no("one_at_a_time"),
            handed_out_by=by,
            introduction=row.text("introduction", most=2000),
            order=order,
        )
    return found


def _one_scale(row: ContentRow, instrument: Instrument) -> None:
    """What is added up over questions of a survey has one scale, or the mean of it would mean nothing."""
    rated = instrument.questions.filter(kind=Question.Format.CHOICE)
    if instrument.handed_out_by == Instrument.HandedOutBy.SERVICE:
        rated = rated.exclude(statement=None)
    points = ScalePoint.objects.filter(scale__questions__in=rated).distinct()
    by_scale: dict[str, list[ScalePoint]] = defaultdict(list)
    for point in points.filter(kind=ScalePoint.Meaning.RATING).select_related("scale").order_by("scale", "value"):
        by_scale[point.scale.key].append(point)
    for key in rated.values_list("scale__key", flat=True).distinct():
        values = [point.value for point in by_scale[key]]
        positive = [point.positive for point in by_scale[key]]
        if len(set(values)) < max(2, len(values)):
            row.problem(f"the scale “{key}” of its questions needs at least two ratings, each with its own value")
        elif positive != sorted(positive) or all(positive) or not any(positive):
            row.problem(f"the scale “{key}” of its questions needs its highest ratings, and not all, to be positive")
    ends = {(one[0].value, one[-1].value) for one in by_scale.values() if one}
    if len(ends) > 1:
        said = " and ".join(f"{low} to {high}" for low, high in sorted(ends, key=str))
        row.problem(f"its questions about statements have scales of {said}; a survey has one")


def _voices(folder: ContentFolder, instruments: dict[ContentRow, Instrument]) -> None:
    """Whose voice each survey is: as its line says, or where the file does not say, by who answers.

    Of two surveys that families answer, the one with fewer answers to choose from is the children's.
    """
    by_service = {row: one for row, one in instruments.items() if one.handed_out_by == Instrument.HandedOutBy.SERVICE}
    said: dict[ContentRow, str] = {}
    for row, one in instruments.items():
        voice = row.one_of("voice", Instrument.Voice.values, optional=True)
        if voice:
            said[row] = voice
        if voice not in ("", Instrument.Voice.NONE) and row not in by_service:
            row.problem(f"“{one.key}” is handed out by “{one.handed_out_by}”, so its voice is “none”")
    if not said:
        said = _by_who_answers(by_service)
    taken: dict[str, str] = {}
    for row, voice in said.items():
        one = instruments[row]
        if voice != Instrument.Voice.NONE and voice in taken:
            row.problem(
                f"“{taken[voice]}” and “{one.key}” would both be the voice “{voice}”; say in a column “voice” it is, "
                f"by one of: {', '.join(sorted(Instrument.Voice.values))}"
            )
            continue
        taken[voice] = one.key
        if voice in Instrument.Voice.values:
            one.voice = voice
            one.save(update_fields=["voice"])


def _by_who_answers(instruments: dict[ContentRow, Instrument]) -> dict[ContentRow, str]:
    families = [row for row, one in instruments.items() if one.for_families]
    found = {row: str(Instrument.Voice.STAFF) for row in instruments if row not in families}
    options = {row: _options_of(instruments[row]) for row in families}
    most = max(options.values(), default=0)
    for row in families:
        fewer = len(families) > 1 and options[row] < most
        found[row] = str(Instrument.Voice.CHILDREN if fewer else Instrument.Voice.FAMILIES)
    return found


def _options_of(instrument: Instrument) -> int:
    """How many ratings there are to choose from."""
    rated = instrument.questions.exclude(statement=None)
    ratings = ScalePoint.objects.filter(scale__questions__in=rated, kind=ScalePoint.Meaning.RATING)
    return ratings.values("value").distinct().count()


def _sections(folder: ContentFolder, instruments: dict[str, Instrument]) -> dict[tuple[str, str], Section]:
    sections = {}
    columns = ("instrument", "code", "title", "is_harder", "note")
    rows = folder.rows("sections.csv", columns, ("instrument", "code"))
    for order, row in enumerate(rows):
        instrument, code = row.one_of("instrument", instruments), row.code("code")
        title, note = row.text("title", most=120), row.text("note", most=1000, optional=True)
        is_harder = row.yes_or_no("is_harder")
        if is_harder and not note:
            row.problem("a part that touches on hard things needs a note that says so beforehand")
        if instrument in instruments:
            sections[instrument, code] = Section.objects.create(
                instrument=instruments[instrument],
                code=code,
                title=title,
                is_harder=is_harder,
                note=note,
                order=order,
            )
    return sections


def _questions(
    folder: ContentFolder,
    loaded: Loaded,
    scales: dict[str, Scale],
    instruments: dict[str, Instrument],
    sections: dict[tuple[str, str], Section],
) -> None:
    columns = ("instrument", "section", "code", "kind", "statement", "scale", "text")
    for order, row in enumerate(folder.rows("questions.csv", columns, ("instrument", "code"), optional=("easy",))):
        instrument, kind = row.one_of("instrument", instruments), row.one_of("kind", Question.Format.values)
        is_open = kind == Question.Format.OPEN
        scale = row.one_of("scale", () if is_open else scales, optional=is_open)
        section = row.one_of("section", [code for owner, code in sections if owner == instrument])
        statement = row.one_of("statement", loaded.statements, optional=True)
        code, text = row.code("code", taken=TAKEN_BY_THE_PAGE), row.text("text", most=400)
        if code.startswith(OWN_QUESTIONS) or code.endswith(NOTE):
            row.problem(
                f"“{code}” begins with “{OWN_QUESTIONS}” or ends with “{NOTE}”, which pages need for themselves; "
                "use another"
            )
        if instrument in instruments and (is_open or scale in scales) and (instrument, section) in sections:
            Question.objects.create(
                instrument=instruments[instrument],
                section=sections[instrument, section],
                kind=kind,
                scale=scales.get(scale),
                statement=loaded.statements.get(statement),
                code=code,
                text=text,
                easy_text=row.text("easy", most=400, optional=True),
                order=order,
            )


def read_again(folder: ContentFolder, framework: FrameworkVersion) -> bool:
    """Numbers and hours of support lines, and the words in other languages: they may be mended at any time.

    Returns whether anything changed.
    """
    lines_changed = _support_lines(folder, framework)
    return _wordings(folder, framework) or lines_changed


def _support_lines(folder: ContentFolder, framework: FrameworkVersion) -> bool:
    rows = folder.rows(SUPPORT_LINES, OF_A_SUPPORT_LINE, ("code",), optional=MORE_OF_A_SUPPORT_LINE)
    lines = [_support_line(row, framework, order) for order, row in enumerate(rows)]
    columns = [*OF_A_SUPPORT_LINE, *MORE_OF_A_SUPPORT_LINE, "order"]
    return _replace(SupportLine.objects.filter(framework=framework), lines, columns)


def _support_line(row: ContentRow, framework: FrameworkVersion, order: int) -> SupportLine:
    speaks = row.one_of("speaks", SupportLine.Speech.values, optional=True)
    found_out = row.day("speaks_checked_on", optional=True)
    if bool(speaks) != bool(found_out):
        row.problem(
            "“speaks” and “speaks_checked_on” are filled in together: what it answers in, and when that was found out"
        )
    return SupportLine(
        framework=framework,
        code=row.code("code", taken=TAKEN_BY_SUPPORT_LINES),
        name=row.text("name", most=80),
        what=row.text("what", most=80, optional=True),
        contact=row.text("contact", most=40),
        kind=row.one_of("kind", SupportLine.Channel.values),
        hours=row.text("hours", most=80),
        speaks=speaks,
        speaks_checked_on=found_out,
        for_families=row.yes_or_no("for_families"),
        # A file without this column is from before children had a list of their own.
        for_children=row.yes_or_no("for_children", instead="for_families"),
        for_staff=row.yes_or_no("for_staff"),
        checked_on=row.day("checked_on"),
        order=order,
    )


def _wordings(folder: ContentFolder, framework: FrameworkVersion) -> bool:
    """The files of `wordings/`, one a language. A translation of words that have changed since is refused."""
    texts = texts_of(framework)
    codes = [language.code for language in all_languages() if language != english()]
    wordings = []
    for file in folder.files_in("wordings"):
        language = file.removeprefix("wordings/").removesuffix(".csv")
        if language not in codes:
            folder.problem(file, f"“{language}” is not a language of the surveys; known here: {', '.join(codes)}")
            continue
        for row in folder.rows(file, ("kind", "key", "english", "text"), ("kind", "key")):
            kind, key = row.one_of("kind", Wording.TextOf.values), row.text("key", most=130)
            now, then, text = texts.get((kind, key)), row.text("english", most=2000), row.text("text", most=4000)
            if now is None:
                row.problem(f"there is no {kind} “{key}” here to put into words")
                continue
            if then != now:
                row.problem(f"the English of {kind} “{key}” now is “{now}”; look at the translation again")
            wordings.append(Wording(framework=framework, language=language, kind=kind, key=key, text=text))
    local = Question.objects.exclude(partnership=None).filter(instrument__framework=framework)
    keys = [f"{survey}.{code}" for survey, code in local.values_list("instrument__key", "code")]
    ours = Wording.objects.filter(framework=framework).exclude(kind=Wording.TextOf.QUESTION, key__in=keys)
    return _replace(ours, wordings, ["language", "kind", "key", "text"])


def _replace(before: QuerySet, after: list, columns: list[str]) -> bool:
    """Put these rows in place of those, unless they say the same; whether they differed."""
    said = sorted(before.order_by("pk").values_list(*columns), key=str)
    if said == sorted((tuple(getattr(row, column) for column in columns) for row in after), key=str):
        return False
    before.delete()
    before.model.objects.bulk_create(after)
    return True
