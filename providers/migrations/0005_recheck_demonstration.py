"""Bring a demonstration directory that is kept to the rule that every required check is on record: otherwise it would
be empty after the upgrade. Real cases get nothing: they are listed again once somebody has made the missing checks."""

from django.db import migrations

APPROVED_DEMO = """
    SELECT s.id, s.provider_id FROM providers_screeningcase s
    JOIN providers_provider p ON p.id = s.provider_id
    WHERE p.is_demonstration AND s.status = 'approved'
"""
LOOK_UP_SAM = f"""
    INSERT INTO providers_screeningcheck
        (case_id, kind, result, finding, source, reference, report_date, verified_by_id, verified_at, good_until)
    SELECT c.case_id, 'sam', 'pass', 'Not on the list', 'SAM.gov, exclusions', '', c.report_date, s.decided_by_id,
        c.verified_at, c.good_until
    FROM providers_screeningcheck c
    JOIN providers_screeningcase s ON s.id = c.case_id
    WHERE c.kind = 'exclusion' AND c.result = 'pass' AND s.id IN (SELECT id FROM ({APPROVED_DEMO}) AS demo)
    ON CONFLICT DO NOTHING
"""
SAY_WHAT_WAS_DECIDED = f"""
    UPDATE providers_screeningcase s SET
        required = ARRAY(SELECT kind FROM providers_screeningcheck c WHERE c.case_id = s.id),
        states = ARRAY(SELECT DISTINCT state FROM providers_license l WHERE l.provider_id = s.provider_id)
    WHERE s.id IN (SELECT id FROM ({APPROVED_DEMO}) AS demo)
"""


class Migration(migrations.Migration):
    dependencies = [("providers", "0004_required_checks")]

    operations = [
        migrations.RunSQL([LOOK_UP_SAM, SAY_WHAT_WAS_DECIDED], migrations.RunSQL.noop, elidable=True),
    ]
