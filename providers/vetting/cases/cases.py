"""The one door to screening cases. Views and the portal call these; nothing else moves a case."""

from providers.vetting.cases.case_checks import record_check, record_license
from providers.vetting.cases.case_decisions import NotReady, approve_case, ask_for_more, blockers_of, turn_down_case
from providers.vetting.cases.case_moves import (
    claim_case,
    look_again,
    open_case,
    record_fact_change,
    release_case,
    send_case,
)
from providers.vetting.cases.case_parts import CaseTaken, OutOfDate
from providers.vetting.cases.machine_checks import compare_with_list
from providers.vetting.changes.proposals import refuse_change
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
    "refuse_change",
    "release_case",
    "send_case",
    "suspend_provider",
    "turn_down_case",
    "unpause_provider",
]
