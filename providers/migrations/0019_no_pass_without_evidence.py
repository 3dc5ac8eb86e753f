"""No pass without evidence, whoever writes it: a constraint says that there is some, and triggers that it is this
provider's, was there when somebody looked, and stays what it was."""

from django.db import migrations, models

# What it takes another table to see. Foreign keys are deferred, so a row that is not there yet is refused here as well.
CREATE_FUNCTION = """
CREATE FUNCTION pass_rests_on_its_own() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  holder providers_provider;
  is_there boolean;
BEGIN
  SELECT p.* INTO holder FROM providers_screeningcase s JOIN providers_provider p ON p.id = s.provider_id
    WHERE s.id = NEW.case_id;
  IF NEW.exception_id IS NOT NULL THEN
    is_there := EXISTS (
      SELECT FROM providers_twopersondecision d JOIN providers_screeningcase s ON s.id = d.case_id
      WHERE d.id = NEW.exception_id AND d.outcome = 'granted' AND d.check_kind = NEW.kind
        AND s.provider_id = holder.id);
  ELSIF NEW.kind IN ('identity', 'insurance') THEN
    -- Of this case; or, carried over, of an earlier approval whose check says the same of the same moment.
    is_there := EXISTS (
      SELECT FROM providers_document d
      WHERE d.id = NEW.document_id AND d.provider_id = holder.id AND d.kind = NEW.kind
        AND d.uploaded_at <= NEW.verified_at
        AND COALESCE(LEAST(d.deletion_asked_at, d.deleted_at) >= NEW.verified_at, true)
        AND (d.case_id = NEW.case_id OR EXISTS (
          SELECT FROM providers_screeningcheck c JOIN providers_screeningcase s ON s.id = c.case_id
          WHERE s.provider_id = holder.id AND s.status = 'approved' AND s.id <> NEW.case_id AND c.kind = NEW.kind
            AND c.result = 'pass' AND c.document_id = d.id AND c.verified_at = NEW.verified_at)));
  ELSIF NEW.kind = 'exclusion' THEN
    is_there := EXISTS (
      SELECT FROM providers_exclusionlist l
      WHERE l.id = NEW.exclusion_list_id AND l.kind = 'full' AND l.state = 'done' AND l.list_date = NEW.report_date
        AND l.signed_off_at <= NEW.verified_at AND (holder.is_demonstration OR NOT l.is_demonstration));
  ELSIF NEW.kind = 'npi' THEN
    is_there := EXISTS (
      SELECT FROM providers_registryanswer a
      WHERE a.id = NEW.registry_answer_id AND a.provider_id = holder.id AND a.npi = holder.npi AND a.in_use
        AND a.at <= NEW.verified_at AND (holder.is_demonstration OR a.source <> 'demonstration'));
  ELSE
    is_there := true;  -- a reference: the constraint sees it
  END IF;
  IF NOT is_there THEN
    RAISE EXCEPTION 'a pass of % rests on nothing that is on record for this case', NEW.kind
      USING ERRCODE = 'check_violation', CONSTRAINT = 'check_evidence_is_its_own',
      TABLE = 'providers_screeningcheck';
  END IF;
  RETURN NEW;
END $$
"""
SEEN = (
    "case_id, kind, result, exception_id, document_id, exclusion_list_id, registry_answer_id, report_date, verified_at"
)
CREATE_TRIGGER = f"""
CREATE TRIGGER check_evidence_is_its_own BEFORE INSERT OR UPDATE OF {SEEN} ON providers_screeningcheck
FOR EACH ROW WHEN (NEW.result = 'pass') EXECUTE FUNCTION pass_rests_on_its_own()
"""


def stays(table: str, *columns: str, once: str = "true") -> migrations.RunSQL:
    """Evidence that could be pointed elsewhere afterwards would prove nothing."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW WHEN (({once}) AND ({changed})) "
        "EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER {table}_stays ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("providers", "0018_evidence_of_before")]

    operations = [
        migrations.AddConstraint(
            model_name="screeningcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", "pass"), _negated=True),
                    ("exception__isnull", False),
                    models.Q(("document__isnull", False), ("kind__in", ["identity", "insurance"])),
                    models.Q(("exclusion_list__isnull", False), ("kind__in", ["exclusion"])),
                    models.Q(("kind__in", ["npi"]), ("registry_answer__isnull", False)),
                    models.Q(
                        ("kind__in", ["board", "license", "place", "products", "sam", "scope", "supervisor"]),
                        models.Q(
                            (
                                "reference__iregex",
                                "^(\\W|_)*(state board|signed agreement and state board|nppes registry|oig leie|sam\\.gov(, exclusions)?|certificate from the insurer|photo id|call to the clinic's public number|labels and purchase records|n/?a|none|yes|ok)?(\\W|_)*$",
                            ),
                            _negated=True,
                        ),
                        models.Q(("reference", models.F("source")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="check_pass_has_evidence",
            ),
        ),
        migrations.RunSQL(
            [CREATE_FUNCTION, CREATE_TRIGGER],
            [
                "DROP TRIGGER check_evidence_is_its_own ON providers_screeningcheck",
                "DROP FUNCTION pass_rests_on_its_own()",
            ],
        ),
        stays("providers_document", "provider_id", "case_id", "kind", "sha256", "uploaded_at"),
        stays(
            "providers_exclusionlist",
            "kind",
            "state",
            "list_date",
            "file_hash",
            "is_demonstration",
            "signed_off_at",
            "signed_off_by_id",
            once="OLD.signed_off_at IS NOT NULL",
        ),
        stays(
            "providers_twopersondecision",
            "kind",
            "case_id",
            "check_kind",
            "hold_id",
            "first_by_id",
            "second_by_id",
            "outcome",
            once="OLD.outcome <> ''",
        ),
    ]
