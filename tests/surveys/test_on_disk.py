"""What the database's own files and row versions tell: nothing for long while a round is open, nothing once sealed."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from unittest import mock

import pytest
from django.db import connection, connections

from organisations import disk
from organisations.actions import begin_sealing, close_to_answers
from surveys import closing, mixing, often
from surveys.actions import codes, drafts
from surveys.actions.answering import new_submission_key, submit_response
from surveys.disk import BESIDE_ANSWERS, OF_OPEN_ROUNDS
from surveys.mixing import Mixer, mix_all
from surveys.models import Answer, ClosedRoundResponse, Comment, Draft, Response, SingleUseCode, SurveyLink
from tests.builders import NOON, TODAY, Borough, make_borough
from tests.surveys.filling_in import link_of
from tests.surveys.test_closing import as_it_lies, bytes_on_disk, likeness, rows

pytestmark = pytest.mark.slow
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite numbers no versions of rows")

PEOPLE = 40
# What somebody who can read the database can ask of each row: which transaction wrote it.
CODES = "select hash as name, xmin::text::bigint as number from surveys_singleusecode where is_spent"
COMMENTS = "select id as name, xmin::text::bigint as number from surveys_comment"
LINKS_OF_COMMENTS = "select comment_id as name, xmin::text::bigint as number from surveys_commentcameby"
RESPONSES = "select id as name, xmin::text::bigint as number from surveys_response"
ANSWERS = "select response_id as name, xmin::text::bigint as number from surveys_answer"


@pytest.fixture
def real(transactional_db, framework) -> Borough:
    """A borough in a database in which every transaction is one."""
    return make_borough()


def answer_with_codes(borough: Borough, number: int = PEOPLE) -> dict[str, int]:
    """So many people spend a code each, every fourth writes a comment: the hash of each code, and when it was spent."""
    link = link_of(borough, "workforce", "codes")
    printed = codes.make_codes(survey_link=link, number=number * 2, by=borough.people["lead"])
    chosen = secrets.SystemRandom().sample(printed, number)  # cards are not taken in the order of the sheet
    for place, code in enumerate(chosen):
        answer_with(link, code, place)
    return {codes.hash_of_code(code): place for place, code in enumerate(chosen)}


def answer_with(link: SurveyLink, code: str, place: int) -> None:
    questions = [q for q in link.instrument.questions.order_by("pk") if q.statement_id][:5]
    points = list(product(*[[p for p in q.choices() if p.value][:3] for q in questions]))[place]
    written = link.instrument.questions.filter(kind="open").first()
    assert submit_response(
        survey_link=link,
        key=new_submission_key(link),
        answers=dict(zip(questions, points, strict=True)),
        comments={written: f"Comment {place}"} if place % 4 == 0 else {},
        code=codes.hash_of_code(code),
    )


def when_each_came() -> dict:
    """For every response when its person came, told by what they said: the sets were given in their own order."""
    said: dict = {}
    for response, question, point in Answer.objects.values_list("response", "question", "point"):
        said.setdefault(str(response).replace("-", ""), set()).add((question, point))
    link = SurveyLink.objects.with_places().get(kind="codes")
    questions = [q for q in link.instrument.questions.order_by("pk") if q.statement_id][:5]
    sets = list(product(*[[p for p in q.choices() if p.value][:3] for q in questions]))
    asked = [question.pk for question in questions]
    order = {frozenset(zip(asked, [p.pk for p in points], strict=True)): n for n, points in enumerate(sets)}
    return {response: order[frozenset(one)] for response, one in said.items()}


def order_of_responses() -> list[int]:
    came = when_each_came()
    return [came[str(pk).replace("-", "")] for pk in as_it_lies("surveys_response", "id")]


def order_of_codes(spent: dict[str, int]) -> list[int]:
    return [spent[name] for name in as_it_lies("surveys_singleusecode", "hash") if name in spent]


def pairs_told_by(pairs: list[tuple], spent: dict[str, int]) -> int:
    """How many of the pairs of a code and a response are of one person."""
    came = when_each_came()
    return sum(spent.get(code) == came[str(response).replace("-", "")] for code, response in pairs)


def tied(one: str, other: str, *, within: int = 0) -> list[tuple]:
    """Pairs of a row of each, written by one transaction, or by two whose numbers are so close."""
    return rows(f"select a.name, b.name from ({one}) a join ({other}) b on abs(a.number - b.number) <= {within}")  # noqa: S608


@on_postgresql
def test_i3_while_a_round_is_open_row_versions_tie_no_code_and_no_comment_to_an_answer_once_mixed(real: Borough):
    spent = answer_with_codes(real)
    # Before anything is mixed: all that one person sent has the number of one transaction, and no one else's has it.
    assert pairs_told_by(tied(CODES, RESPONSES), spent) == len(tied(CODES, RESPONSES)) == 40
    assert pairs_told_by(tied(CODES, ANSWERS), spent) == len(tied(CODES, ANSWERS)) == 40 * 5
    assert len(tied(COMMENTS, RESPONSES)) == len(tied(LINKS_OF_COMMENTS, RESPONSES)) == 10
    assert often.mix_what_came(Mixer()) == 1
    # Afterwards nothing of what came with answers has a number that an answer has.
    for beside, of_answers in product((CODES, COMMENTS, LINKS_OF_COMMENTS), (RESPONSES, ANSWERS)):
        assert tied(beside, of_answers) == []
    # Nor do numbers next to each other tell anything: all rows of a table have the same, those that hold a row too, so
    # that a code is told to belong to every answer alike, or to none.
    for table in ("singleusecode", "comment", "commentcameby", "response", "answer"):
        assert len(rows(f"select distinct xmin::text from surveys_{table}")) == 1  # noqa: S608
        assert len(rows(f"select distinct xmax::text from surveys_{table}")) == 1  # noqa: S608
    assert len(tied(CODES, RESPONSES, within=1)) in (0, 40 * 40)
    assert pairs_told_by(tied(CODES, RESPONSES, within=1), spent) * 40 == len(tied(CODES, RESPONSES, within=1))
    assert len(tied(COMMENTS, RESPONSES, within=1)) in (0, 10 * 40)
    assert len(tied(LINKS_OF_COMMENTS, RESPONSES, within=1)) in (0, 10 * 40)


def test_i3_while_a_round_is_open_no_order_ties_a_code_to_an_answer_once_mixed(real: Borough):
    spent = answer_with_codes(real, 100)
    assert likeness(order_of_responses()) == 1, "before anything is mixed"
    names, keys = set(Response.objects.values_list("pk", flat=True)), set(Comment.objects.values_list("pk", flat=True))
    assert often.mix_what_came(Mixer()) == 1
    # Beyond 0.5 by chance once in two million runs.
    assert abs(likeness(order_of_responses())) < 0.5
    assert abs(likeness(order_of_codes(spent))) < 0.5
    # Guessing that the codes lie in the order of the answers: one of a hundred is right by chance, ten never.
    right = sum(map(int.__eq__, order_of_responses(), order_of_codes(spent)))
    assert right < 10
    assert names == set(Response.objects.values_list("pk", flat=True)), "a page sent again still meets its own row"
    assert keys == set(Comment.objects.values_list("pk", flat=True))
    assert (SingleUseCode.objects.filter(is_spent=True).count(), Answer.objects.count()) == (100, 500)


def test_what_came_since_is_mixed_among_the_others_and_nothing_new_is_nothing_to_do(real: Borough, monkeypatch):
    monkeypatch.setattr(mixing, "AT_ONCE", 30)
    mixer = Mixer()
    answer_with_codes(real, 20)
    assert often.mix_what_came(mixer) == 1
    assert often.mix_what_came(mixer) == 0
    before = Response.objects.count()
    link = link_of(real, "workforce", "codes")
    answer_with(link, codes.make_codes(survey_link=link, number=1, by=real.people["lead"])[0], 150)
    assert often.mix_what_came(mixer) == 1
    assert Response.objects.count() == before + 1
    if connection.vendor == "postgresql":
        assert len(rows("select distinct xmin::text from surveys_response")) == 1, "among all others"


def test_in_a_worker_mixing_comes_every_five_minutes(monkeypatch):
    told = []
    monkeypatch.setattr(often, "_clock", often.Clock())
    monkeypatch.setattr(often, "mix_what_came", lambda mixer: told.append(mixer))
    start = NOON
    for minute in range(12):
        often.run(at=start + often.EVERY / 5 * minute)
    assert len(told) == 3  # at once, after five and after ten minutes
    assert often.EVERY.total_seconds() == 300


def test_i12_a_page_sent_again_after_mixing_is_stored_once(real: Borough):
    link = link_of(real, "workforce")
    key, question = new_submission_key(link), next(q for q in link.instrument.questions.all() if q.statement_id)
    assert submit_response(survey_link=link, key=key, answers={question: question.choices()[0]})
    mix_all(real.round)
    assert not submit_response(survey_link=link, key=key, answers={question: question.choices()[0]})
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)


def test_i3_nobody_who_answers_or_pauses_while_it_is_mixed_is_lost(real: Borough):
    """Twenty people send and twenty pause at the moment at which everything is written again, over and over."""
    link = link_of(real, "workforce", "codes")
    printed = codes.make_codes(survey_link=link, number=40, by=real.people["lead"])
    wrong: list[BaseException] = []
    done = threading.Event()

    def each(act) -> None:
        try:
            act()
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    def send() -> None:
        for place, code in enumerate(printed[:20]):
            answer_with(link, code, place)

    def pause() -> None:
        for code in printed[20:]:
            assert drafts.put_by(code=codes.longer(code), answers={"1": "often"}, on=TODAY)

    def mix() -> None:
        while not done.is_set():
            mix_all(real.round)
            disk.rewrite(BESIDE_ANSWERS)
            done.wait(0.1)

    people = [threading.Thread(target=each, args=[act]) for act in (send, pause)]
    mixer = threading.Thread(target=each, args=[mix])
    for thread in (mixer, *people):
        thread.start()
    for thread in people:
        thread.join(timeout=60)
    done.set()
    mixer.join(timeout=60)
    assert wrong == []
    assert SingleUseCode.objects.filter(is_spent=True).count() == 20
    assert (Response.objects.count(), Answer.objects.count(), Draft.objects.count()) == (20, 100, 20)


# --- the bytes ---------------------------------------------------------------------------------


def all_files_of_the_database() -> bytes:
    """Every table, index and table of long values of this database, byte by byte, as it lies on the disk."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE relfilenode <> 0")
        return b"".join(bytes(content) for (content,) in cursor.fetchall())


def old_versions(table: str) -> int:
    """How many row versions of a table lie in its pages, by `pageinspect`."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        cursor.execute(
            "SELECT count(*) FROM generate_series(0, pg_relation_size(%s) / 8192 - 1) AS page, "
            "heap_page_items(get_raw_page(%s, page::int)) WHERE t_data IS NOT NULL",
            [table, table],
        )
        return cursor.fetchone()[0]


@pytest.fixture
def secret(real: Borough) -> dict[str, bytes]:
    """Bytes by which what one person left would be found again, in tables, indexes and where long values lie."""
    link = link_of(real, "workforce", "codes")
    answer_with_codes(real, 8)
    spent, paused = codes.make_codes(survey_link=link, number=2, by=real.people["lead"])
    longer, text = codes.longer(paused), secrets.token_hex(4000)  # too long for its page, and not to be compressed
    drafts.put_by(code=longer, answers={"1": "often"}, on=TODAY)
    draft = Draft.objects.get()
    question, written = (
        next(q for q in link.instrument.questions.all() if q.statement_id),
        link.instrument.questions.filter(kind="open").first(),
    )
    submit_response(
        survey_link=link,
        key=new_submission_key(link),
        answers={question: question.choices()[0]},
        comments={written: text},
        code=codes.hash_of_code(spent),
    )
    submit_response(
        survey_link=link,
        key=new_submission_key(link),
        answers={question: question.choices()[0]},
        code=codes.hash_of_code(paused),
        card=drafts.name_of_card(longer),
    )
    comment = Comment.objects.get(text=text)
    answer = Answer.objects.first()
    return {
        "code": codes.hash_of_code(spent).encode(),
        "name of a code": SingleUseCode.objects.get(hash=codes.hash_of_code(spent)).pk.bytes,
        "name of a person's answers": answer.response_id.bytes,
        "name of an answer": answer.pk.bytes,
        "name of a comment": comment.pk.bytes,
        "card of a draft": draft.on_card.encode(),
        "draft": bytes(draft.sealed)[100:160],
        "text": text[5000:5060].encode(),
    }


def seal(borough: Borough) -> None:
    close_to_answers(round_=borough.round, by=borough.people["admin"])
    begin_sealing(round_=borough.round, by=borough.people["admin"])
    borough.round.refresh_from_db()


@on_postgresql
def test_i3_after_sealing_no_byte_of_what_is_gone_is_in_any_file_of_the_database(real: Borough, secret):
    there = all_files_of_the_database()
    assert [what for what, found in secret.items() if found not in there] == []
    assert there.count(secret["code"]) >= 3, "in the table as it was and as it is, and in an index"
    assert old_versions("surveys_singleusecode") > SingleUseCode.objects.count()
    seal(real)
    assert real.round.is_sealed
    there = all_files_of_the_database()
    assert [what for what, found in secret.items() if found in there] == ["text"], "of it all only the comment is kept"
    assert there.count(secret["text"]) == 1
    for model in OF_OPEN_ROUNDS:
        assert old_versions(model._meta.db_table) == model._base_manager.count()


@on_postgresql
def test_i3_a_plain_vacuum_would_leave_the_bytes(real: Borough, secret):
    """So that nobody takes the rewriting out: freed space keeps its bytes until something else is written there."""
    with mock.patch.object(closing, "rewrite"):
        seal(real)
    there = all_files_of_the_database()
    assert [what for what in ("code", "name of a person's answers", "name of an answer") if secret[what] in there]


@on_postgresql
def test_i3_once_mixed_no_old_version_of_a_code_comment_or_draft_is_left(real: Borough, secret):
    often.mix_what_came(Mixer())
    there = all_files_of_the_database()
    assert not Draft.objects.exists()
    assert secret["draft"] not in there
    assert secret["card of a draft"] not in there
    assert there.count(secret["code"]) == 3, "its row, and two indexes of its hash"
    assert there.count(secret["text"]) == 1
    for model in BESIDE_ANSWERS:
        assert old_versions(model._meta.db_table) == model._base_manager.count()


@contextmanager
def somebody_else(*statements: str) -> Iterator[None]:
    """Another connection in a transaction of its own, for as long as the `with` lasts."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            for statement in statements:
                cursor.execute(statement)
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


@on_postgresql
@pytest.mark.parametrize(
    "statement",
    ["SELECT count(*) FROM surveys_comment", "SELECT count(*) FROM organisations_round"],
    ids=["a backup that reads the table", "a long report that could still read old versions"],
)
def test_i3_where_something_keeps_old_versions_alive_it_is_not_called_done(
    real: Borough, secret, statement, monkeypatch
):
    monkeypatch.setattr(disk, "PAUSE", 0.01)
    with somebody_else(statement):
        Comment.objects.all().delete()
        with pytest.raises(disk.StillThere, match="surveys_comment"):
            disk.rewrite([Comment], tries=2)
    disk.rewrite([Comment])
    assert secret["text"] not in all_files_of_the_database()


@on_postgresql
def test_nobody_waits_long_behind_a_rewriting_that_waits_itself(real: Borough, monkeypatch):
    """A table that somebody reads for long is left after half a second: whoever answers meanwhile is served."""
    monkeypatch.setattr(disk, "PAUSE", 0.01)
    link = link_of(real, "workforce", "codes")
    code = codes.make_codes(survey_link=link, number=1, by=real.people["lead"])[0]
    took = []

    def answer() -> None:
        time.sleep(0.1)  # the rewriting stands in the queue by now
        start = time.monotonic()
        answer_with(link, code, 0)
        took.append(time.monotonic() - start)
        connections.close_all()

    with somebody_else("SELECT count(*) FROM surveys_answer"):
        person = threading.Thread(target=answer)
        person.start()
        with pytest.raises(disk.StillThere):
            disk.rewrite([Answer], tries=1)
        person.join(timeout=20)
    assert took
    assert took[0] < 3
    assert Response.objects.count() == 1


@pytest.mark.on_sqlite
def test_i3_after_sealing_neither_the_file_nor_its_write_ahead_file_holds_what_is_gone(real: Borough, secret):
    # SQLite keeps names of rows as text.
    said = {what: found.hex().encode() if what.startswith("name") else found for what, found in secret.items()}
    there = bytes_on_disk()
    assert [what for what in ("code", "name of an answer", "text") if said[what] not in there] == []
    seal(real)
    there = bytes_on_disk()
    assert [what for what, found in said.items() if found in there] == ["text"]
    assert ClosedRoundResponse.objects.count() == 10
