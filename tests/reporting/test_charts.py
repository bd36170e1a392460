"""Where things stand in charts: positions in plain arithmetic, and never a position for what is withheld."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.draw import geometry as c

KEY = [("services", "Services"), ("staff", "Staff"), ("families", "Families")]
ENDS = ["not yet", "halfway", "fully"]


def voices(rows, layout=c.WIDE):
    return c.voices_chart(rows, KEY, ENDS, title="T", description="D", layout=layout)


def trend(moments, layout=c.WIDE):
    rounds = [f"Round {number}" for number, _ in enumerate(moments)]
    return c.trend_chart(rounds, [("staff", "Staff", moments)], ENDS, title="T", description="D", layout=layout)


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_stands_further_along(one, other):
    if one < other:
        assert c.position(one, 10, 210) <= c.position(other, 10, 210)
    assert c.position(0, 10, 210) == 10
    assert c.position(100, 10, 210) == 210


@pytest.mark.parametrize("share", [-1, 101])
def test_a_share_that_cannot_be_has_no_position(share):
    with pytest.raises(ValueError, match="0 to 100"):
        c.position(share, 0, 1)


@given(st.lists(st.text("abcdefgh ", min_size=1, max_size=60), max_size=4), st.integers(5, 50))
def test_a_wrapped_text_keeps_its_words_and_its_width(texts, longest):
    for text in texts:
        lines = c.wrapped(text, longest)
        assert " ".join(lines) == " ".join(text.split())
        assert all(len(line) <= longest or " " not in line for line in lines)


@pytest.mark.parametrize("layout", c.LAYOUTS)
def test_a_voice_that_is_withheld_has_words_and_no_mark(layout):
    heard = c.VoicesRow(
        "1 Screening", [c.VoiceMark("services", 50)], remarks=["[c] families: not shown, to protect people"]
    )
    chart = voices([heard], layout)
    assert [mark.voice for mark in chart.marks if mark.y > 60] == ["services"]
    assert "[c]" in " ".join(text.text for text in chart.texts)
    assert not chart.joins


@pytest.mark.parametrize("layout", c.LAYOUTS)
@given(st.lists(st.lists(st.floats(0, 100), min_size=0, max_size=3), min_size=1, max_size=8))
def test_every_mark_is_inside_the_drawing_and_covers_no_other(layout, shares):
    names = ["services", "staff", "families"]
    rows = [
        c.VoicesRow(
            f"{number} A feature of some length", [c.VoiceMark(*pair) for pair in zip(names, some, strict=False)]
        )
        for number, some in enumerate(shares)
    ]
    chart = voices(rows, layout)
    marks = chart.marks[len(KEY) :]
    assert len(marks) == sum(map(len, shares))
    for number, mark in enumerate(marks):
        assert 0 <= mark.x <= chart.width
        assert 0 <= mark.y <= chart.height
        for other in marks[number + 1 :]:
            assert abs(mark.x - other.x) >= c.MARK or abs(mark.y - other.y) > 11


def test_a_line_is_never_drawn_over_a_gap():
    shown, gap = c.Moment(50, 40, 60), c.Moment(None, word="[c]")
    assert c.runs([shown, shown, gap, shown]) == [[0, 1], [3]]
    chart = trend([shown, shown, gap, shown])
    assert len(chart.joins) == 1
    assert len(chart.bands) == 3
    assert len([mark for mark in chart.marks if mark.y < 251]) == 3
    assert [text.text for text in chart.texts].count("[c]") == 1


def test_a_voice_that_is_never_shown_has_no_line_at_all():
    chart = trend([c.Moment(None, word="[c]")] * 3, c.NARROW)
    assert not chart.joins
    assert not chart.bands


@given(st.lists(st.integers(0, 60), min_size=5, max_size=5))
def test_the_parts_of_a_bar_add_up_to_it(counts):
    parts = c.stacked(counts, 100, 700, 0, 30)
    assert len(parts) == sum(count > 0 for count in counts)
    if parts:
        assert sum(part.width for part in parts) == pytest.approx(600, abs=0.5)
        assert parts[0].x == 100


def test_take_up_that_no_one_counted_has_no_bar():
    rows = [("Health", 4, 5, "4 of 5"), ("Schools", None, None, "no responses"), ("Police", 0, 4, "0 of 4")]
    chart = c.take_up_chart(rows, title="T", description="D", layout=c.WIDE)
    assert [part.width for part in chart.parts if part.step] == [368, 0]
    assert "no responses" in [text.text for text in chart.texts]


def test_stages_stand_in_their_order_in_both_layouts():
    for layout in c.LAYOUTS:
        chart = c.stages_chart(
            [("1a Families", [1, 2, 0, 3, 1])], list("abcde"), title="T", description="D", layout=layout
        )
        assert [part.step for part in chart.parts[5:]] == [0, 1, 3, 4]


def test_the_same_drawing_always_has_the_same_name():
    one, again = voices([c.VoicesRow("1")]), voices([c.VoicesRow("1")])
    assert one.uid == again.uid != voices([c.VoicesRow("1")], c.NARROW).uid
