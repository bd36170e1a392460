"""Single-use codes: they open one survey once, are known to no one, and keep a pause safe."""

import math
import re
import threading
from base64 import urlsafe_b64decode

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client
from django.utils.crypto import salted_hmac

from organisations.actions import close_round
from organisations.codes import ALPHABET, tidy
from organisations.printing import qr_code
from surveys.actions import answering, codes, drafts
from surveys.actions.answering import CodeSpent, new_submission_key, submit_response
from surveys.models import Answer, Comment, Draft, Response, SingleUseCode, SurveyLink
from surveys.rows import insert
from tests.builders import TODAY, Borough, days, make_borough, text_of
from tests.surveys.filling_in import chosen, go, hidden_fields, key_for, link_of, questions_of, walk
from tests.surveys.test_opening import key_of, open_from

pytestmark = pytest.mark.slow

NOT_THIS_ONE = "We cannot open a survey with this code. It may have been used, or a letter may be missing."


@pytest.fixture
def by_codes(borough: Borough) -> SurveyLink:
    return link_of(borough, "families", kind="codes")


@pytest.fixture
def code(by_codes: SurveyLink, borough: Borough) -> str:
    return codes.make_codes(survey_link=by_codes, number=1, by=borough.people["lead"])[0]


def enter(client: Client, code: str, **more):
    return client.post("/s/code/", {"code": code} | more)


def begin(client: Client, code: str):
    return enter(client, code, go="begin")


def test_i2_codes_are_long_unlike_each_other_and_read_well(by_codes: SurveyLink, borough: Borough):
    made = codes.make_codes(survey_link=by_codes, number=200, by=borough.people["lead"])
    assert len(set(made)) == 200
    assert all(re.fullmatch(r"([a-z2-9]{4}-){5}[a-z2-9]{3}", one) for one in made)
    assert codes.LENGTH * math.log2(len(ALPHABET)) >= 112
    assert (codes.LENGTH - 1) * math.log2(len(ALPHABET)) < 112, "no longer than that needs"
    assert not set("ilou01") & set(ALPHABET)


def test_a_card_that_was_printed_with_24_signs_still_works_and_so_does_its_pause(by_codes: SurveyLink):
    card = "abcd-efgh-jkmn-pqrs-tvwx-yz23"
    signs = tidy(card)
    known_before = salted_hmac("surveys.single-use-code", signs, algorithm="sha256").hexdigest()
    SingleUseCode.objects.create(survey_link=by_codes, hash=known_before)
    assert codes.code_typed(card.upper()).survey_link == by_codes
    assert not codes.is_longer(card)
    longer = codes.longer(card)
    assert (len(longer), codes.is_longer(longer)) == (32, True)
    assert codes.code_typed(longer).survey_link == by_codes
    assert drafts.name_of_card(longer) == drafts.name_of_card(card)


def test_the_longer_code_comes_with_a_camera_s_code_and_a_button_to_copy_it(by_codes: SurveyLink, code: str):
    page = begin(Client(), code)
    paused = go(Client(), by_codes, page, go="pause").content.decode()
    longer = re.search(r"<strong>([a-z0-9-]+)</strong>", paused)[1]
    assert re.fullmatch(r"([a-z2-9]{4}-){7}[a-z2-9]{3}", longer)
    assert 'data-copy="longer-code"' in paused
    assert 'id="longer-code"' in paused
    assert str(qr_code(f"http://testserver/s/code/#{longer}")) in paused


@pytest.mark.parametrize("number", [0, -1, 501])
def test_codes_are_made_in_sensible_numbers(number: int, by_codes: SurveyLink, borough: Borough):
    with pytest.raises(ValueError, match="Between 1 and 500"):
        codes.make_codes(survey_link=by_codes, number=number, by=borough.people["lead"])


def test_codes_are_made_for_codes_only(borough: Borough):
    with pytest.raises(ValueError, match="that kind"):
        codes.make_codes(survey_link=link_of(borough, "families"), number=1, by=borough.people["lead"])


def everything_stored() -> str:
    """All that any table holds, as text."""
    rows = [str(list(model.objects.values_list())) for model in apps.get_models()]
    return "\n".join(rows)


def test_i2_no_table_holds_a_code_or_anything_that_was_made_of_it_without_our_key(
    by_codes: SurveyLink, code: str, settings
):
    stored = everything_stored()
    assert code not in stored
    assert code.replace("-", "") not in stored
    kept = SingleUseCode.objects.get()
    assert {field.name for field in SingleUseCode._meta.concrete_fields} == {"id", "survey_link", "hash", "is_spent"}
    assert kept.hash == codes.hash_of_code(code)
    settings.SECRET_KEY = "another" * 10
    assert kept.hash != codes.hash_of_code(code)


TYPED = {
    "as printed": lambda code: code,
    "in capitals": str.upper,
    "without dashes": lambda code: code.replace("-", ""),
    "with spaces": lambda code: f"  {code.replace('-', ' ')}  ",
    "with long dashes": lambda code: code.replace("-", "–"),
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_i1_a_code_is_known_however_it_is_typed(typed, code: str, by_codes: SurveyLink):
    start = enter(Client(), typed(code))
    assert "Families' survey" in text_of(start)
    assert "Your code works once." in text_of(start)


def test_i1_a_code_lets_one_person_answer_once_from_start_to_end(code: str, by_codes: SurveyLink):
    client = Client()
    enter(client, code)
    first = begin(client, code)
    page = go(client, by_codes, first, f4a_safe="always", go="next")
    pages = walk(client, by_codes, page)
    assert "Thank you" in text_of(go(client, by_codes, pages[-1], go="send"))
    assert Answer.objects.get().response.survey_link == by_codes
    assert SingleUseCode.objects.get().is_spent
    assert NOT_THIS_ONE in text_of(enter(client, code))
    assert NOT_THIS_ONE in text_of(begin(client, code))


def test_i1_the_open_link_says_that_it_is_not_limited_to_one_a_person(borough: Borough):
    start = Client().get(f"/s/{link_of(borough, 'families').token}/")
    assert "Anyone with this link can use it." in text_of(start)


def test_i12_the_same_page_sent_twice_is_thanked_twice_and_stored_once(code: str, by_codes: SurveyLink):
    client = Client()
    page = begin(client, code)
    for _ in range(3):
        assert "Thank you" in text_of(go(client, by_codes, page, f4a_safe="always", go="send"))
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)


def test_i3_two_pages_of_one_code_store_one_answer(code: str, by_codes: SurveyLink):
    pages = [begin(Client(), code), begin(Client(), code)]
    assert "Thank you" in text_of(go(Client(), by_codes, pages[0], f4a_safe="always", go="send"))
    late = go(Client(), by_codes, pages[1], f4a_safe="never", go="send")
    assert "This code has been used. If you sent your answers, we have them." in text_of(late)
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)


def test_i3_a_code_is_not_spent_where_the_answer_cannot_be_stored(code: str, by_codes: SurveyLink, monkeypatch):
    page = begin(Client(), code)

    def broken(model, *args):
        if model is Answer:
            raise RuntimeError("the database went away")
        return insert(model, *args)

    monkeypatch.setattr(answering, "insert", broken)
    with pytest.raises(RuntimeError):
        go(Client(), by_codes, page, f4a_safe="always", go="send")
    assert not SingleUseCode.objects.get().is_spent
    assert not Response.objects.exists()


def test_a_used_an_unknown_and_a_closed_code_get_one_and_the_same_kind_answer(
    code: str, by_codes: SurveyLink, borough: Borough
):
    used, closed = codes.make_codes(survey_link=by_codes, number=2, by=borough.people["lead"])
    SingleUseCode.objects.filter(hash=codes.hash_of_code(used)).update(is_spent=True)
    answers = [enter(Client(), used), enter(Client(), "aaaa-bbbb-cccc")]
    SurveyLink.objects.filter(pk=by_codes.pk).update(is_revoked=True)
    answers.append(enter(Client(), closed))
    pages = {re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page.content.decode()) for page in answers}
    assert len(pages) == 1
    assert NOT_THIS_ONE in pages.pop()


def test_a_code_of_a_round_that_has_closed_opens_nothing(code: str, by_codes: SurveyLink, borough: Borough):
    close_round(round_=borough.round, by=borough.people["admin"])
    assert NOT_THIS_ONE in text_of(enter(Client(), code))


@pytest.mark.parametrize("odd", ["", " ", "\0", "🌻", "x" * 81, "x" * 100_000, "<b>", "'; --"])
def test_whatever_is_typed_for_a_code_is_answered_kindly(odd: str, framework):
    page = enter(Client(), odd)
    assert page.status_code == 200
    assert "Enter your code" in text_of(page)


def test_i5_no_address_of_a_survey_holds_a_code(code: str, by_codes: SurveyLink):
    client = Client()
    seen = []
    for page in (enter(client, code), begin(client, code)):
        seen += re.findall(r'(?:href|action)="([^"]*)"', page.content.decode())
    sent = go(client, by_codes, begin(client, code), f4a_safe="always", go="send")
    seen += [address for address, _ in sent.redirect_chain]
    assert not [address for address in seen if code in address or code.replace("-", "") in address]


def test_the_address_of_a_survey_link_of_codes_opens_nothing_without_a_code(by_codes: SurveyLink):
    assert Client().get(f"/s/{by_codes.token}/").status_code == 404
    assert Client().get(questions_of(by_codes))["Location"] == "/s/code/"
    sent = Client().post(
        questions_of(by_codes), {"key": key_for(by_codes), "f4a-safe": "always", "go": "send"}, follow=True
    )
    assert "This code has been used" in text_of(sent)
    assert not Response.objects.exists()


# --- pausing ---------------------------------------------------------------------------------------


def test_i6_a_pause_is_kept_under_the_code_and_carried_on_elsewhere(code: str, by_codes: SurveyLink):
    phone, library = Client(), Client()
    page = go(phone, by_codes, begin(phone, code), f4a_safe="always", go="next")
    place = hidden_fields(page)["page"]
    paused = go(phone, by_codes, page, go="pause")
    assert "Your answers are saved" in text_of(paused)
    assert not Response.objects.exists()
    longer = re.search(r"<strong>([a-z0-9-]+)</strong>", paused.content.decode())[1]
    assert longer.startswith(code)
    start = enter(library, longer.upper())
    assert "Carry on" in text_of(start)
    page = enter(library, longer, go="resume")
    assert (chosen(page)["f4a-safe"], hidden_fields(page)["page"]) == ("always", place)
    assert "Thank you" in text_of(go(library, by_codes, page, go="send"))
    assert Answer.objects.get().point.key == "always"
    assert not Draft.objects.exists()


def test_i6_whatever_was_put_by_with_a_card_goes_when_it_is_spent_by_its_shorter_code_too(
    code: str, by_codes: SurveyLink, borough: Borough
):
    other = codes.make_codes(survey_link=by_codes, number=1, by=borough.people["lead"])[0]
    for number in range(2):  # two pauses that each began with the card: two longer codes
        go(Client(), by_codes, begin(Client(), code), f4a_safe="always", go="pause")
        assert Draft.objects.count() == number + 1
    go(Client(), by_codes, begin(Client(), other), f4a_safe="always", go="pause")
    sent = go(Client(), by_codes, begin(Client(), code), f4a_safe="never", go="send")
    assert "Thank you" in text_of(sent)
    assert Draft.objects.get().on_card == drafts.name_of_card(other)


def test_i6_a_pause_that_comes_just_after_the_code_was_spent_keeps_nothing(code: str):
    SingleUseCode.objects.update(is_spent=True)
    assert not drafts.put_by(code=codes.longer(code), answers={"f4a-safe": "always"}, on=TODAY)
    assert not Draft.objects.exists()


def test_i6_what_a_draft_goes_by_is_neither_its_own_name_nor_the_hash_of_the_code(code: str):
    longer = codes.longer(code)
    drafts.put_by(code=longer, answers={"f4a-safe": "always"}, on=TODAY)
    draft = Draft.objects.get()
    assert len({draft.on_card, draft.lookup, SingleUseCode.objects.get().hash}) == 3


def test_i6_anyone_who_printed_the_code_cannot_open_what_was_put_by_with_it(code: str, by_codes: SurveyLink):
    phone, lead = Client(), Client()
    go(phone, by_codes, begin(phone, code), f4a_safe="never", go="pause")
    assert "Carry on" not in text_of(enter(lead, code))
    assert hidden_fields(enter(lead, code, go="resume")).get("f4a-safe", "") == ""
    assert "never" not in set(hidden_fields(enter(lead, f"{code}-aaaa-aaaa", go="resume")).values())


def test_i6_someone_who_pauses_again_keeps_the_longer_code(code: str):
    longer = codes.longer(code)
    assert codes.longer(longer) == longer
    assert len(tidy(longer)) == codes.LENGTH + codes.MORE
    assert codes.hash_of_code(longer) == codes.hash_of_code(code)
    with pytest.raises(ValueError, match="somebody printed"):
        drafts.put_by(code=code, answers={}, on=TODAY)


def test_i6_a_draft_is_sealed_and_says_neither_whose_nor_when(code: str, by_codes: SurveyLink):
    lengths, code = set(), codes.longer(code)
    for words in ("a", "a secret that nobody may read " * 20):
        drafts.put_by(code=code, answers={"f-good": words, "f4a-safe": "always"}, on=TODAY)
        sealed = bytes(Draft.objects.get().sealed)
        assert b"always" not in sealed
        lengths.add(len(sealed))
    assert len(lengths) == 1
    assert Draft.objects.get().lookup != SingleUseCode.objects.get().hash
    assert not {"survey_link", "code"} & {field.name for field in Draft._meta.get_fields()}
    assert code not in everything_stored()
    assert urlsafe_b64decode(sealed)[1:9] == bytes(8)  # where Fernet puts the time


def test_i6_a_draft_goes_after_seven_days(code: str):
    code = codes.longer(code)
    drafts.put_by(code=code, answers={"f4a-safe": "always"}, on=TODAY)
    assert drafts.resume_draft(code=code, on=TODAY + days(6)) == {"f4a-safe": "always"}
    assert drafts.forget_old_drafts(on=TODAY + days(6)) == 0
    assert drafts.resume_draft(code=code, on=TODAY + days(7)) == {}
    assert drafts.forget_old_drafts(on=TODAY + days(7)) == 1
    assert not Draft.objects.exists()


def test_i6_nothing_is_kept_for_a_code_that_is_spent_or_made_up(code: str, by_codes: SurveyLink):
    page = begin(Client(), code)
    SingleUseCode.objects.update(is_spent=True)
    assert "This code has been used" in text_of(go(Client(), by_codes, page, f4a_safe="always", go="pause"))
    assert not Draft.objects.exists()


def test_i6_a_draft_that_no_one_can_open_is_no_draft(code: str):
    code = codes.longer(code)
    drafts.put_by(code=code, answers={"f4a-safe": "always"}, on=TODAY)
    Draft.objects.update(sealed=b"not a seal")
    assert drafts.resume_draft(code=code, on=TODAY) == {}


def test_i6_without_a_code_a_page_without_script_says_that_nothing_is_kept(borough: Borough):
    page = Client().get(questions_of(link_of(borough, "families")))
    note = re.search(r"<noscript>(.*?)</noscript>", page.content.decode(), re.DOTALL)
    assert note
    assert "We cannot save your answers on this phone or computer." in note[1]
    assert 'value="pause"' not in page.content.decode()


def test_what_was_written_with_a_code_is_a_comment_like_any_other(code: str, by_codes: SurveyLink):
    page = begin(Client(), code)
    question = by_codes.instrument.questions.filter(kind="open").first().code
    go(Client(), by_codes, page, **{question: "It was kind."}, go="send")
    assert Comment.objects.get().text == "It was kind."


def test_i1_a_code_of_one_link_stores_nothing_at_another(code: str, by_codes: SurveyLink, borough: Borough):
    elsewhere = link_of(borough, "families", kind="codes", service="clinic")
    key = new_submission_key(elsewhere)
    with pytest.raises(CodeSpent):
        submit_response(survey_link=elsewhere, key=key, answers={}, code=codes.hash_of_code(code))
    assert not Response.objects.exists()
    assert not SingleUseCode.objects.get().is_spent
    own = new_submission_key(by_codes)
    assert submit_response(survey_link=by_codes, key=own, answers={}, code=codes.hash_of_code(code))
    assert SingleUseCode.objects.get().is_spent


@pytest.mark.parametrize(
    ("paused", "resumed", "is_taken"),
    [(0, -1, True), (-1, -1, True), (0, -2, False), (-1, -2, False), (0, 0, True)],
    ids=["the day after", "paused on that day", "too late", "paused on that day, too late", "the last day"],
)
def test_i6_what_was_put_by_can_be_sent_until_the_end_of_the_day_after_the_last(
    by_codes: SurveyLink, code: str, paused: int, resumed: int, is_taken: bool, borough: Borough
):
    """`paused` and `resumed` say how many days the last day is away then."""
    page = begin(Client(), code)
    open_from(borough, -20, paused)
    late = {"key": key_of(by_codes, -paused)}  # begun on the last day
    kept = hidden_fields(page) | late | {"f4a-safe": "always", "go": "pause"}
    longer = Client().post(questions_of(by_codes), kept).context["longer_code"]
    open_from(borough, -20, resumed)
    shown = enter(Client(), longer, go="resume")
    assert (NOT_THIS_ONE not in text_of(shown)) is is_taken
    sent = hidden_fields(shown) | {"f4a-safe": "always", "code": longer, "go": "send"}
    Client().post(questions_of(by_codes), sent)
    assert Answer.objects.count() == is_taken
    assert SingleUseCode.objects.get().is_spent is is_taken


def test_a_card_begins_nothing_after_the_last_day(by_codes: SurveyLink, code: str, borough: Borough):
    open_from(borough, -20, -1)
    assert NOT_THIS_ONE in text_of(begin(Client(), code))
    assert NOT_THIS_ONE in text_of(begin(Client(), codes.longer(code)))


@pytest.mark.django_db(transaction=True)
def test_i3_ten_people_who_send_one_code_at_once_are_one_answer(framework):
    borough = make_borough()
    link = link_of(borough, "families", kind="codes")
    code = codes.make_codes(survey_link=link, number=1, by=borough.people["lead"])[0]
    start, led_to = threading.Barrier(10), []

    def post(number: int) -> None:
        sent = {"key": key_for(link), "code": code, "f4a-safe": "always", "go": "send"}
        try:
            start.wait(20)
            led_to.append(Client(HTTP_USER_AGENT=f"Browser {number}").post(questions_of(link), sent).url)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(led_to) == 10
    assert led_to.count(f"/s/{link.token}/thank-you/") == 1
    assert led_to.count("/s/code/?again=yes") == 9
    assert (Response.objects.count(), Answer.objects.count()) == (1, 1)
