"""What a run writes: the figures' keys, the page and the picture."""

import json
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise

from benchmarks import page, picture, results
from benchmarks.measure import Spread, interleaved, number, ratio


def test_dotted_figures_are_nested_and_found_again():
    document = results.nested({"find_vs_geodjango.dense": 200.0, "bytes_per_listing": 90})

    assert document == {"find_vs_geodjango": {"dense": 200.0}, "bytes_per_listing": 90}
    assert results.flat(document)["find_vs_geodjango.dense"] == 200.0
    assert results.flat(document)["find_vs_geodjango.sparse"] is None


def test_every_engine_answers_each_case_once_a_round_and_follows_every_other():
    class Clock:
        def milliseconds(self, work):
            work()
            return 1.0

    asked = []
    engines = {name: lambda case, name=name: asked.append((name, case)) for name in "abc"}

    taken = interleaved(Clock(), engines, cases=range(12), rounds=2)

    followed = {(before, after) for (before, _), (after, case) in pairwise(asked)}
    assert taken["a"] == [[1.0] * 12] * 2
    assert Counter(asked) == {(name, case): 2 for name in "abc" for case in range(12)}
    assert {(before, after) for before in "abc" for after in "abc" if before != after} <= followed


def test_a_ratio_is_of_sums_round_by_round():
    assert ratio([[10, 30], [20, 20], [5, 5]], [[1, 3], [2, 2], [1, 1]]) == Spread(10.0, 5.0, 10.0)


def test_numbers_keep_three_digits():
    assert [number(value) for value in (0.1234, 1.234, 12.34, 1234.5)] == ["0.123", "1.23", "12.3", "1,234"]


def test_the_picture_is_well_formed_and_names_every_line_once():
    drawn = picture.draw("Cost", {"slow": [(10_000, 30.0), (1_000_000, 900.0)], "fast": [(10_000, 0.4)]})

    texts = [element.text for element in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("slow") == texts.count("fast") == 1
    assert "10,000" in texts


def test_committed_results_name_no_machine_and_are_those_of_the_page():
    for path in results.FOLDER.glob("matching-*.json"):
        text = path.read_text()
        assert "/work" not in text
        assert "/tmp" not in text
        run = json.loads(text)
        assert page._cell(run, "find_vs_geodjango.dense") in page.PAGE.read_text()
