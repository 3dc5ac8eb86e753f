"""Passes from before evidence was kept.

What rested on something gets it: a paper of the same case that was there when somebody looked, and the reading of the
list whose hash the check names. Made-up people get made-up evidence, marked as such. Every other pass was somebody's
word: it is "could not check" now, with a line in the history, until somebody looks again.
"""

from django.db import migrations

PAPERS = """
    UPDATE providers_screeningcheck c SET document_id = d.id
    FROM providers_document d
    WHERE d.case_id = c.case_id AND d.kind = c.kind AND c.result = 'pass' AND c.kind IN ('identity', 'insurance')
        AND d.uploaded_at <= c.verified_at
        AND COALESCE(LEAST(d.deletion_asked_at, d.deleted_at) >= c.verified_at, true)
"""
LISTS = """
    UPDATE providers_screeningcheck c SET exclusion_list_id = l.id
    FROM providers_exclusionlist l
    WHERE c.kind = 'exclusion' AND c.result = 'pass' AND l.kind = 'full' AND l.state = 'done'
        AND l.signed_off_at <= c.verified_at AND l.list_date = c.report_date
        AND l.file_hash <> '' AND c.reference LIKE '%SHA-256 ' || left(l.file_hash, 16) || '%'
"""

MADE_UP = """
    c.result = 'pass' AND c.exception_id IS NULL
    AND c.case_id IN (SELECT s.id FROM providers_screeningcase s
        JOIN providers_provider p ON p.id = s.provider_id WHERE p.is_demonstration)
"""
MADE_UP_PAPERS = f"""
    WITH kept AS (
        INSERT INTO providers_document (provider_id, case_id, kind, name, title, sha256, size, content_type, pages,
            uploaded_by_id, uploaded_at, deleted_at)
        SELECT s.provider_id, s.id, c.kind, gen_random_uuid(), 'Made up for the demonstration',
            encode(sha256(convert_to('made up ' || c.id, 'UTF8')), 'hex'), 1, 'image/jpeg', 1,
            c.verified_by_id, c.verified_at, c.verified_at
        FROM providers_screeningcheck c JOIN providers_screeningcase s ON s.id = c.case_id
        WHERE {MADE_UP} AND c.kind IN ('identity', 'insurance') AND c.document_id IS NULL
            AND c.verified_by_id IS NOT NULL
        RETURNING id, case_id, kind)
    UPDATE providers_screeningcheck c SET document_id = kept.id
    FROM kept WHERE kept.case_id = c.case_id AND kept.kind = c.kind
"""
MADE_UP_LISTS = f"""
    WITH made AS (
        INSERT INTO providers_exclusionlist (kind, state, stopped_in, problem, list_date, file_name, file_size, file_hash,
            is_demonstration, forced, rows_read, rows_refused, duplicates, added, changed, removed, records,
            providers_checked, new_exact_matches, new_near_matches, checks_renewed, started_at, applied_at, finished_at,
            signed_off_at, signed_off_by_id)
        SELECT 'full', 'done', '', '', c.report_date, 'made up for the demonstration', 0, '', true, false,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, c.report_date, c.report_date, c.report_date, c.report_date,
            (SELECT min(id) FROM accounts_user WHERE email = 'vetting@demo.caarisma.example')
        FROM (SELECT DISTINCT c.report_date FROM providers_screeningcheck c
            WHERE {MADE_UP} AND c.kind = 'exclusion' AND c.exclusion_list_id IS NULL) AS c
        WHERE EXISTS (SELECT FROM accounts_user WHERE email = 'vetting@demo.caarisma.example')
        RETURNING id, list_date)
    UPDATE providers_screeningcheck c SET exclusion_list_id = made.id
    FROM made WHERE {MADE_UP} AND c.kind = 'exclusion' AND c.exclusion_list_id IS NULL AND c.report_date = made.list_date
"""
MADE_UP_ANSWERS = f"""
    WITH said AS (
        INSERT INTO providers_registryanswer (provider_id, npi, at, source, in_use, facts)
        SELECT DISTINCT p.id, p.npi, c.verified_at, 'demonstration', true, '{{}}'::jsonb
        FROM providers_screeningcheck c JOIN providers_screeningcase s ON s.id = c.case_id
        JOIN providers_provider p ON p.id = s.provider_id
        WHERE {MADE_UP} AND c.kind = 'npi' AND c.registry_answer_id IS NULL
        RETURNING id, provider_id, at)
    UPDATE providers_screeningcheck c SET registry_answer_id = said.id
    FROM said, providers_screeningcase s
    WHERE s.id = c.case_id AND s.provider_id = said.provider_id AND c.verified_at = said.at AND c.kind = 'npi'
        AND c.result = 'pass'
"""
MADE_UP_REFERENCES = f"""
    UPDATE providers_screeningcheck c SET reference = 'made up, record D' || c.case_id
    WHERE {MADE_UP} AND c.kind NOT IN ('identity', 'insurance', 'exclusion', 'npi') AND c.reference !~ '[A-Za-z0-9]'
"""

WITHOUT = """
    c.result = 'pass' AND c.exception_id IS NULL AND CASE
        WHEN c.kind IN ('identity', 'insurance') THEN c.document_id IS NULL
        WHEN c.kind = 'exclusion' THEN c.exclusion_list_id IS NULL
        WHEN c.kind = 'npi' THEN c.registry_answer_id IS NULL
        ELSE c.reference !~ '[A-Za-z0-9]' OR c.reference = c.source
            OR c.reference ~* '^(\\W|_)*(state board|signed agreement and state board|nppes registry|oig leie|sam\\.gov(, exclusions)?|certificate from the insurer|photo id|call to the clinic''s public number|labels and purchase records|n/?a|none|yes|ok)?(\\W|_)*$'
    END
"""  # noqa: E501
SAY_SO = f"""
    INSERT INTO providers_caseevent (provider_id, case_id, kind, at, from_status, to_status, about, reasons, words, shown,
        reference, checks, documents)
    SELECT s.provider_id, s.id, 'checked', now(), s.status, s.status, c.kind, '{{}}',
        'A pass from before evidence was kept, with none on record. It is to be looked at again.', false, '',
        jsonb_build_object(c.kind, jsonb_build_object('result', 'unable', 'finding', '', 'source', c.source,
            'reference', c.reference, 'report_date', c.report_date, 'good_until', NULL)), '[]'
    FROM providers_screeningcheck c JOIN providers_screeningcase s ON s.id = c.case_id
    WHERE {WITHOUT} AND s.status <> 'turned_down'
"""
TAKE_BACK = f"UPDATE providers_screeningcheck c SET result = 'unable', good_until = NULL, finding = '' WHERE {WITHOUT}"


class Migration(migrations.Migration):
    dependencies = [("providers", "0017_evidence_of_a_check"), ("accounts", "0002_audit_event")]

    operations = [
        migrations.RunSQL(
            [PAPERS, LISTS, MADE_UP_PAPERS, MADE_UP_LISTS, MADE_UP_ANSWERS, MADE_UP_REFERENCES, SAY_SO, TAKE_BACK],
            migrations.RunSQL.noop,
            elidable=True,
        ),
    ]
