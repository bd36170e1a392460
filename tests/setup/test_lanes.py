"""Parts of the suite run side by side, and each says what it has to say in one piece."""

import os
import subprocess
import sys
import time

import pytest

from setup import lanes
from setup.lanes import Part


def part(title: str, code: str, **more) -> Part:
    return Part(title, [sys.executable, "-c", code], **more)


WAITS_FOR = "import pathlib, time\nwhile not pathlib.Path({!r}).exists(): time.sleep(0.02)"


def test_lanes_run_side_by_side_and_parts_of_a_lane_one_after_another(tmp_path, capfd):
    sign = tmp_path / "sign"
    waits = part("waits", WAITS_FOR.format(str(sign)))  # for ever, if the other lane had to wait for it
    makes = [part("looks", f"import pathlib; assert not pathlib.Path({str(sign)!r}).exists()")]
    makes.append(part("makes", f"open({str(sign)!r}, 'w')"))
    assert lanes.run([waits], makes) == []
    said = capfd.readouterr().out
    assert said.index("--- looks: passed") < said.index("--- makes: passed")
    assert "--- waits: passed" in said


def test_a_part_waits_for_the_one_of_another_lane_that_it_comes_after_even_where_that_one_fails(tmp_path, capfd):
    first = part("first", f"import time; time.sleep(0.3); open({str(tmp_path / 'sign')!r}, 'w'); raise SystemExit(3)")
    second = part("second", f"open({str(tmp_path / 'sign')!r})", after=first)
    other = part("other", f"import pathlib; assert not pathlib.Path({str(tmp_path / 'sign')!r}).exists()")
    assert lanes.run([other, second], [first]) == ["first"]


def test_a_part_that_fails_is_named_and_stops_nobody(capfd):
    assert lanes.run([part("bad", "raise SystemExit(3)"), part("good", "print('still here')")]) == ["bad"]
    said = capfd.readouterr().out
    assert "--- bad: FAILED (exit code 3)" in said
    assert "still here\n--- good: passed" in said


def test_what_two_parts_say_at_the_same_time_is_not_mixed(capfd):
    talk = "import time\nfor _ in range(20): print({!r}, flush=True); time.sleep(0.01)"
    lanes.run([part("one", talk.format("one"))], [part("two", talk.format("two"))])
    lines = [line for line in capfd.readouterr().out.splitlines() if line in ("one", "two")]
    assert lines in (["one"] * 20 + ["two"] * 20, ["two"] * 20 + ["one"] * 20)


def test_whoever_changes_their_mind_leaves_nothing_running(tmp_path):
    """Told to end, each command may still remove what it made."""
    mark, begun = tmp_path / "mark", tmp_path / "begun"
    code = f"import time\ntry:\n open({str(begun)!r}, 'w'); time.sleep(60)\nfinally:\n open({str(mark)!r}, 'w')"
    told = "from setup import command, lanes; from setup.lanes import Part; command.end_tidily_when_told_to()"
    suite = f"{told}; lanes.run([Part('long', [{sys.executable!r}, '-c', {code!r}])])"
    with subprocess.Popen([sys.executable, "-c", suite]) as child:
        while not begun.exists():
            time.sleep(0.02)
        child.terminate()
        assert child.wait(10) == 128 + 15
    assert mark.exists()


@pytest.mark.parametrize("gives_way", [0, 5])
def test_a_part_that_gives_way_is_nicer_than_we_are(gives_way: int, capfd):
    lanes.run([part("nice", "import os; print('nice by', os.nice(0))", gives_way=gives_way)])
    assert f"nice by {os.nice(0) + gives_way}" in capfd.readouterr().out
