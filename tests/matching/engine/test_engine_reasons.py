import datetime
import json

import pytest

from matching.engine import Factor, Reason, ReasonCode
from matching.engine.reasons import PARAMS

SAMPLES = {int: 60, float: 3.125, bool: True, datetime.date: datetime.date(2026, 12, 14), tuple: ("saturday", "sunday")}


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_survives_json(code):
    params = {name: SAMPLES[kind] for name, kind in PARAMS[code].items()}
    reason = Reason(code, Factor.OPENINGS, params)

    assert Reason.from_dict(json.loads(json.dumps(reason.to_dict()))) == reason


def test_a_reason_without_a_factor_survives_json():
    reason = Reason(ReasonCode.TREATS_ALL, None, {"services": (3, 5)})

    assert reason.to_dict() == {"code": "treats_all", "factor": None, "params": {"services": [3, 5]}}
    assert Reason.from_dict(reason.to_dict()) == reason


@pytest.mark.parametrize(
    "params", [{}, {"miles": 3}, {"miles": "3.1"}, {"miles": 3.1, "over": 1.0}, {"kilometers": 3.1}]
)
def test_facts_that_are_not_those_of_the_code_are_refused(params):
    with pytest.raises(ValueError, match="near takes"):
        Reason(ReasonCode.NEAR, Factor.DISTANCE, params)


def test_a_reason_has_no_free_text():
    assert {kind for params in PARAMS.values() for kind in params.values()} == set(SAMPLES)
    assert set(PARAMS) == set(ReasonCode)


def test_a_reason_cannot_be_changed():
    with pytest.raises(TypeError):
        Reason(ReasonCode.NEAR, Factor.DISTANCE, {"miles": 3.1}).params["miles"] = 0.1
