"""The one door to screening cases. Views and the portal call these; nothing else moves a case."""

from providers.screening.in_the_way import NotReady, blockers_of
from providers.vetting.cases.case_checks import record_check, record_license
from providers.vetting.cases.case_decisions import approve_case, ask_for_more, turn_down_case
from providers.vetting.cases.case_moves import (
    claim_case,
    look_again,
    open_case,
    record_fact_change,
    release_case,
    send_case,
    touch_case,
)
from providers.vetting.cases.case_parts import CaseTaken, OutOfDate
from providers.vetting.cases.machine_checks import compare_with_list
from providers.vetting.decisions.holds import pause_provider, propose_reinstatement, suspend_provider, unpause_provider
from providers.vetting.decisions.two_person import decide, propose_override

__all__ = [
    "CaseTaken",
    "NotReady",
    "OutOfDate",
    "approve_case",
    "ask_for_more",
    "blockers_of",
    "claim_case",
    "compare_with_list",
    "decide",
    "look_again",
    "open_case",
    "pause_provider",
    "propose_override",
    "propose_reinstatement",
    "record_check",
    "record_fact_change",
    "record_license",
    "release_case",
    "send_case",
    "suspend_provider",
    "touch_case",
    "turn_down_case",
    "unpause_provider",
]
