"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "screening.ScreeningCase": declare(
        plain="id created_at updated_at provider status approved_from approved_until decided_by decided_at "
        "required states decided_how first_by flags kind sent_at due_at owner claimed_until revision reasons",
        personal="reason",
    ),
    "screening.ScreeningCheck": declare(
        plain="id case kind result source report_date verified_by verified_at good_until ends_on "
        "exception document document_page source_page exclusion_list registry_answer called_number called_at product "
        "product_maker product_source",
        personal="finding reference note",
    ),
    "screening.CaseEvent": declare(
        plain="id provider case kind at by from_status to_status reasons shown documents",
        personal="about words reference checks",
    ),
    "screening.Reminder": declare(plain="id screening_check good_until days sent_at asked_by"),
    "screening.ProviderHold": declare(
        plain="id created_at updated_at provider kind placed_by placed_at until lift_asked_by lifted_by lifted_at",
        personal="reason",
    ),
    "screening.TwoPersonDecision": declare(
        plain="id created_at updated_at kind case check_kind hold first_by first_at second_by second_at outcome",
        personal="words second_words answer",
    ),
    "screening.Document": declare(
        plain="id provider case kind name sha256 size content_type pages hints seen_at uploaded_by uploaded_at "
        "deletion_asked_at deleted_at",
        personal="title",
    ),
    "screening.SourcePage": declare(
        plain="id provider kind name sha256 size content_type saved_by saved_at is_demonstration", personal="title"
    ),
    # Of staff as the readers of a law; of nobody else.
    "screening.RuleReading": declare(
        plain="id state profession status is_demonstration may_inject needs_supervisor covers hours_before_alone "
        "supervision supervisor_may_be reach_minutes exam order_kind place_limits binds source url words page "
        "source_date effective_from effective_to note read_by read_on second_by second_at second_words counts_from "
        "counts_until lets",
    ),
    "screening.Upload": declare(
        plain="id provider uploaded_by kind name sha256 size sent_at state attempts available_at refused pages_name "
        "pages content_type hints document",
        personal="title form problem",
    ),
    "screening.NpiClaim": declare(
        plain="id provider user profession made_at confirmed_at refused_at decided_by handover_by handover_at given_by",
        personal="name words",
    ),
    "screening.ProposedChange": declare(
        plain="id created_at updated_at provider case fact about state proposed_by ended_at", personal="values before"
    ),
}
