import datetime
import caarisma.common.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import uuid
from caarisma.common.creating import CreateModel
from django.conf import settings
from caarisma.common.append_only import append_only
from django.db import migrations, models

from providers.screening.first_rules import first_rows


# No pass without evidence, whoever writes it: constraints say that there is some, and triggers that it is this
# provider's, was there when somebody looked, and stays what it was.
#
# What it takes another table to see. Foreign keys are deferred, so a row that is not there yet is refused here as well.
# By index also on tables that nobody has counted yet: else each of many new rows reads all of them.
CREATE_FUNCTION = """
CREATE FUNCTION check_rests_on_its_own() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
DECLARE
  holder directory_provider;
  is_there boolean;
BEGIN
  SELECT p.* INTO holder FROM screening_screeningcase s JOIN directory_provider p ON p.id = s.provider_id
    WHERE s.id = NEW.case_id;
  -- Carried over: an earlier approval's check says the same of the same moment, by the same evidence.
  is_there := NEW.result = 'pass' AND EXISTS (
    SELECT FROM screening_screeningcheck c JOIN screening_screeningcase s ON s.id = c.case_id
    WHERE s.provider_id = holder.id AND s.status = 'approved' AND s.id <> NEW.case_id AND c.kind = NEW.kind
      AND c.result = 'pass' AND c.verified_at = NEW.verified_at AND c.good_until >= NEW.good_until
      AND (c.report_date, c.source, c.reference, c.verified_by_id)
        IS NOT DISTINCT FROM (NEW.report_date, NEW.source, NEW.reference, NEW.verified_by_id)
      AND (c.document_id, c.document_page, c.source_page_id, c.exclusion_list_id, c.registry_answer_id, c.exception_id)
        IS NOT DISTINCT FROM (NEW.document_id, NEW.document_page, NEW.source_page_id, NEW.exclusion_list_id,
          NEW.registry_answer_id, NEW.exception_id));
  IF is_there THEN
    RETURN NEW;
  ELSIF NEW.exception_id IS NOT NULL THEN
    is_there := EXISTS (
      SELECT FROM screening_twopersondecision d JOIN screening_screeningcase s ON s.id = d.case_id
      WHERE d.id = NEW.exception_id AND d.outcome = 'granted' AND d.check_kind = NEW.kind
        AND s.provider_id = holder.id);
  ELSIF NEW.kind IN ('identity', 'insurance') THEN
    is_there := EXISTS (
      SELECT FROM screening_document d
      WHERE d.id = NEW.document_id AND d.case_id = NEW.case_id AND d.provider_id = holder.id AND d.kind = NEW.kind
        AND NEW.document_page <= d.pages AND d.uploaded_at <= NEW.verified_at
        AND COALESCE(LEAST(d.deletion_asked_at, d.deleted_at) >= NEW.verified_at, true));
  ELSIF NEW.kind = 'exclusion' THEN
    is_there := CASE NEW.result WHEN 'pass' THEN EXISTS (
      SELECT FROM exclusions_exclusionlist l JOIN exclusions_listcomparison c ON c.exclusion_list_id = l.id
      WHERE l.id = NEW.exclusion_list_id AND l.kind = 'full' AND l.state = 'done' AND l.list_date = NEW.report_date
        AND l.signed_off_at <= NEW.verified_at AND (holder.is_demonstration OR NOT l.is_demonstration)
        AND c.provider_id = holder.id AND c.npi = holder.npi AND c.at <= NEW.verified_at
        AND c.names @> ARRAY[holder.first_name, holder.middle_name, holder.last_name]::varchar[]
        AND NOT EXISTS (
          SELECT FROM directory_formername f
          WHERE f.provider_id = holder.id
            AND NOT c.names @> ARRAY[f.first_name, f.middle_name, f.last_name]::varchar[]))
      AND NOT EXISTS (
        SELECT FROM exclusions_exclusionhit h
        WHERE h.provider_id = holder.id AND h.cleared_at IS NULL AND h.found_at <= NEW.verified_at)
    ELSE EXISTS (
      SELECT FROM exclusions_exclusionhit h
      WHERE h.provider_id = holder.id AND h.cleared_at IS NULL AND h.confirmed_at <= NEW.verified_at) END;
  ELSIF NEW.kind = 'npi' THEN
    is_there := EXISTS (
      SELECT FROM registry_registryanswer a
      WHERE a.id = NEW.registry_answer_id AND a.provider_id = holder.id AND a.npi = holder.npi
        AND (a.question = '') = (NEW.result = 'pass') AND a.at <= NEW.verified_at
        AND (holder.is_demonstration OR a.source <> 'demonstration')
        -- An older answer does not pass by a question that was asked since.
        AND (NEW.result <> 'pass' OR NOT EXISTS (
          SELECT FROM registry_registryanswer b
          WHERE b.provider_id = holder.id AND b.npi = holder.npi AND b.at > a.at AND b.at <= NEW.verified_at
            AND b.question <> '')));
  ELSIF NEW.kind IN ('license', 'sam', 'board') THEN
    is_there := EXISTS (
      SELECT FROM screening_sourcepage g
      WHERE g.id = NEW.source_page_id AND g.kind = NEW.kind AND g.saved_at <= NEW.verified_at
        AND COALESCE(g.provider_id = holder.id, true) AND (holder.is_demonstration OR NOT g.is_demonstration)
        -- Of the day that was typed or later, wherever on earth that day begins.
        AND g.saved_at >= (NEW.report_date - 1)::timestamp AT TIME ZONE 'UTC');
  ELSE
    is_there := true;  -- a call, a product or a reference: the constraint sees it
  END IF;
  IF NOT is_there THEN
    RAISE EXCEPTION 'this % of % rests on nothing that is on record for this case', NEW.result, NEW.kind
      USING ERRCODE = 'check_violation', CONSTRAINT = 'check_evidence_is_its_own',
      TABLE = 'screening_screeningcheck';
  END IF;
  RETURN NEW;
END $$
"""
EVIDENCE = (
    *("document_id", "document_page", "source_page_id", "exclusion_list_id", "registry_answer_id", "exception_id"),
    *("called_number", "called_at", "product", "product_maker", "product_source", "ends_on"),
)
# Who said it, by what, and of which day. The end is beside it: it may come nearer, and no later.
SAID = ("report_date", "reference", "source", "verified_by_id")
SEEN = ", ".join(("case_id", "kind", "result", "report_date", "verified_at", *EVIDENCE))
SAME_LOOK = "OLD.result = 'pass' AND NEW.result = 'pass' AND NEW.verified_at <= OLD.verified_at"
CREATE_TRIGGER = f"""
CREATE TRIGGER check_evidence_is_its_own BEFORE INSERT OR UPDATE OF {SEEN} ON screening_screeningcheck
FOR EACH ROW WHEN (NEW.result = 'pass' OR (NEW.result = 'fail' AND NEW.kind IN ('exclusion', 'npi')))
EXECUTE FUNCTION check_rests_on_its_own()
"""


def stays(table: str, *columns: str, once: str = "true", name: str = "") -> migrations.RunSQL:
    """Evidence that could be pointed elsewhere afterwards would prove nothing."""
    name = name or f"{table}_stays"
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN (({once}) AND ({changed})) "
        "EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER {name} ON {table}",
    )


# The first rows of the rules are those of the file, and come once, before the triggers. From then on a row begins as what
# one person read, rests on a page of the law, and changes once: when somebody else answers.
RULE_TRIGGERS = """
CREATE FUNCTION rule_reading_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'read' AND NOT NEW.is_demonstration THEN
    RAISE EXCEPTION 'a reading begins with one reader' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'rule_reading_begins_with_one', TABLE = 'screening_rulereading';
  END IF;
  IF NEW.page_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM screening_sourcepage p WHERE p.id = NEW.page_id AND p.kind = 'scope' AND p.provider_id IS NULL
        AND (NEW.is_demonstration OR NOT p.is_demonstration)) THEN
    RAISE EXCEPTION 'the page is not one of a law' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'rule_reading_page_is_of_a_law', TABLE = 'screening_rulereading';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rule_reading_begins BEFORE INSERT ON screening_rulereading
  FOR EACH ROW EXECUTE FUNCTION rule_reading_begins();

CREATE FUNCTION rule_reading_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  answer text[] := ARRAY['status', 'second_by_id', 'second_at', 'second_words', 'counts_from', 'counts_until',
    'lets'];  -- worked out after this trigger
BEGIN
  IF (OLD.status = 'read' AND NEW.status IN ('verified', 'refused') AND to_jsonb(OLD) - answer = to_jsonb(NEW) - answer)
    OR (to_jsonb(OLD) - ARRAY['counts_until', 'lets'] = to_jsonb(NEW) - ARRAY['counts_until', 'lets'] AND OLD.counts_from IS NOT NULL
      AND NEW.counts_until <= COALESCE(OLD.counts_until, NEW.counts_until)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what was read stays as it was read' USING ERRCODE = 'check_violation',
    CONSTRAINT = 'rule_reading_stays', TABLE = 'screening_rulereading';
END $$;
CREATE TRIGGER rule_reading_stays BEFORE UPDATE ON screening_rulereading
  FOR EACH ROW EXECUTE FUNCTION rule_reading_stays();
CREATE TRIGGER rule_reading_is_kept BEFORE DELETE ON screening_rulereading
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- One rule at a time: what two people read ends what began before it, and ends where a law that was read already begins.
-- What is made up ends nothing real.
CREATE FUNCTION rule_reading_replaces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE screening_rulereading SET counts_until = NEW.counts_from - 1
    WHERE state = NEW.state AND profession = NEW.profession AND id <> NEW.id AND counts_from <= NEW.counts_from
      AND COALESCE(counts_until >= NEW.counts_from, true) AND (is_demonstration OR NOT NEW.is_demonstration);
  IF EXISTS (
      SELECT FROM screening_rulereading r
      WHERE r.state = NEW.state AND r.profession = NEW.profession AND r.counts_from > NEW.counts_from
        AND r.counts_from <= NEW.counts_until AND COALESCE(r.counts_until >= r.counts_from, true)
        AND (r.is_demonstration OR NOT NEW.is_demonstration)) THEN
    RAISE EXCEPTION 'a law that was read already begins on one of these days' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'rule_reading_one_at_a_time', TABLE = 'screening_rulereading';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER rule_reading_replaces AFTER UPDATE OF status ON screening_rulereading
  FOR EACH ROW WHEN (NEW.status = 'verified' AND OLD.status = 'read') EXECUTE FUNCTION rule_reading_replaces();
"""
NO_RULE_TRIGGERS = """
DROP TRIGGER rule_reading_is_kept ON screening_rulereading;
DROP FUNCTION rule_reading_begins() CASCADE;
DROP FUNCTION rule_reading_stays() CASCADE;
DROP FUNCTION rule_reading_replaces() CASCADE;
"""


# A change begins open, moves by the table (providers/screening/enums.py: CHANGE_MOVES), and ends as its case does: nobody
# makes it live but by an approval, and who asked for it never decides it. After its end it says what it said.
CHANGE_TRIGGERS = """
CREATE FUNCTION change_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held screening_screeningcase;
BEGIN
  SELECT * INTO held FROM screening_screeningcase c WHERE c.id = NEW.case_id;
  IF held.kind <> 'change' OR held.provider_id <> NEW.provider_id THEN
    RAISE EXCEPTION 'a change has a case of its own' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'change_has_its_own_case', TABLE = 'screening_proposedchange';
  ELSIF TG_OP = 'INSERT' AND NEW.state NOT IN ('needs_you', 'with_us') THEN
    RAISE EXCEPTION 'a change begins open' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'change_begins_open', TABLE = 'screening_proposedchange';
  ELSIF TG_OP = 'INSERT' THEN
    RETURN NEW;
  ELSIF OLD.state <> NEW.state AND OLD.state || ' ' || NEW.state NOT IN ('needs_you with_us', 'needs_you taken_back',
      'with_us needs_you', 'with_us live', 'with_us turned_down', 'with_us taken_back') THEN
    RAISE EXCEPTION 'a change does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation',
      CONSTRAINT = 'change_moves_by_the_table', TABLE = 'screening_proposedchange';
  ELSIF NEW.ended_at IS NOT NULL AND held.status <> (CASE NEW.state WHEN 'live' THEN 'approved' ELSE NEW.state END) THEN
    RAISE EXCEPTION 'a change ends as its case does' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'change_ends_with_its_case', TABLE = 'screening_proposedchange';
  ELSIF NEW.state IN ('live', 'turned_down') AND held.decided_by_id = NEW.proposed_by_id THEN
    RAISE EXCEPTION 'who asked for a change does not decide it' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'change_decided_by_another', TABLE = 'screening_proposedchange';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER change_moves BEFORE INSERT OR UPDATE ON screening_proposedchange
  FOR EACH ROW EXECUTE FUNCTION change_moves();
"""
NO_CHANGE_TRIGGERS = "DROP FUNCTION change_moves() CASCADE"


def load_first_rules(apps, schema_editor):
    readings = apps.get_model("screening", "RuleReading")
    readings.objects.bulk_create(readings(**row) for row in first_rows())


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('exclusions', '0001_initial'),
        ('registry', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name='ProviderHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('kind', models.CharField(choices=[('paused', 'Paused by the provider'), ('suspended', 'Suspended by staff')], max_length=9)),
                ('reason', models.TextField(blank=True, help_text='The provider reads this.')),
                ('placed_at', models.DateTimeField()),
                ('until', models.DateField(blank=True, help_text='First day on which a pause is over, at the clinic; empty: open', null=True)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lift_asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked_lifts', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lifted_holds', to=settings.AUTH_USER_MODEL)),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placed_holds', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='directory.provider')),
            ],
            options={
                'ordering': ['-pk'],
                'permissions': [('suspend_provider', 'Can suspend a provider, and propose to end a suspension')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['paused', 'suspended'])), name='hold_kind_known'),
                    models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('provider', 'kind'), name='hold_open_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='hold_lift_is_whole'),
                    models.CheckConstraint(condition=models.Q(('kind', 'paused'), ('until__isnull', True), _connector='OR'), name='hold_pause_alone_has_an_end'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'suspended'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='hold_suspended_says_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'suspended'), _negated=True), ('lifted_at__isnull', True), models.Q(('lift_asked_by__isnull', False), models.Q(('lift_asked_by', models.F('lifted_by')), _negated=True)), _connector='OR'), name='hold_suspended_lifted_by_two'),
                ],
            },
        ),
        CreateModel(
            name='ScreeningCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('sent', 'Sent'), ('in_review', 'In review'), ('more_needed', 'More needed'), ('approved', 'Approved'), ('turned_down', 'Turned down'), ('taken_back', 'Taken back')], default='draft', max_length=12)),
                ('approved_from', models.DateField(blank=True, null=True)),
                ('approved_until', models.DateField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True, help_text='The provider reads this.')),
                ('required', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('license', 'State license'), ('scope', 'May give injections in this state'), ('supervisor', 'Supervising doctor'), ('exclusion', 'Federal exclusion list'), ('sam', 'Federal award exclusions'), ('npi', 'National provider number'), ('board', 'Board certification'), ('insurance', 'Malpractice insurance'), ('identity', 'Identity'), ('place', 'Place of practice'), ('products', 'Products used')], max_length=12), blank=True, default=list, editable=False, size=None)),
                ('states', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('AL', 'Alabama'), ('AK', 'Alaska'), ('AZ', 'Arizona'), ('AR', 'Arkansas'), ('CA', 'California'), ('CO', 'Colorado'), ('CT', 'Connecticut'), ('DE', 'Delaware'), ('DC', 'District of Columbia'), ('FL', 'Florida'), ('GA', 'Georgia'), ('HI', 'Hawaii'), ('ID', 'Idaho'), ('IL', 'Illinois'), ('IN', 'Indiana'), ('IA', 'Iowa'), ('KS', 'Kansas'), ('KY', 'Kentucky'), ('LA', 'Louisiana'), ('ME', 'Maine'), ('MD', 'Maryland'), ('MA', 'Massachusetts'), ('MI', 'Michigan'), ('MN', 'Minnesota'), ('MS', 'Mississippi'), ('MO', 'Missouri'), ('MT', 'Montana'), ('NE', 'Nebraska'), ('NV', 'Nevada'), ('NH', 'New Hampshire'), ('NJ', 'New Jersey'), ('NM', 'New Mexico'), ('NY', 'New York'), ('NC', 'North Carolina'), ('ND', 'North Dakota'), ('OH', 'Ohio'), ('OK', 'Oklahoma'), ('OR', 'Oregon'), ('PA', 'Pennsylvania'), ('RI', 'Rhode Island'), ('SC', 'South Carolina'), ('SD', 'South Dakota'), ('TN', 'Tennessee'), ('TX', 'Texas'), ('UT', 'Utah'), ('VT', 'Vermont'), ('VA', 'Virginia'), ('WA', 'Washington'), ('WV', 'West Virginia'), ('WI', 'Wisconsin'), ('WY', 'Wyoming'), ('AS', 'American Samoa'), ('GU', 'Guam'), ('MP', 'Northern Mariana Islands'), ('PR', 'Puerto Rico'), ('VI', 'U.S. Virgin Islands')], max_length=2), blank=True, default=list, editable=False, size=None)),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('unreadable', 'We cannot read a document you sent.'), ('name_differs', 'A name does not match what the source says.'), ('license_not_found', 'We could not find your license at the state board.'), ('license_not_active', 'The state board does not show your license as active.'), ('license_limited', 'The state board shows limits on your license.'), ('scope', 'The state rule we found does not let your license give these shots.'), ('scope_unread', 'We know no rule of your state for your license yet, so we approve nobody with it.'), ('supervisor', 'We need the name and agreement of your supervising doctor.'), ('npi', 'Your NPI record does not match what you told us.'), ('excluded', 'Your name or number is on a federal exclusion list.'), ('board', 'We could not confirm your board certification.'), ('insurance', 'We need a malpractice certificate that is in force and names you.'), ('identity', 'We could not confirm who you are.'), ('place', 'We could not confirm that you work at this address.'), ('products', 'We need the list of products you use and where you buy them.'), ('no_answer', 'We asked for more and did not hear back.'), ('other', 'Another reason, in the words below.')], max_length=20), blank=True, default=list, help_text='From the list', size=None)),
                ('kind', models.CharField(choices=[('new', 'New provider'), ('renewal', 'Renewal'), ('change', 'Change by the provider'), ('alert', 'Alert')], default='new', max_length=7)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('claimed_until', models.DateTimeField(blank=True, help_text='Until then nobody else decides.', null=True)),
                ('revision', models.PositiveIntegerField(default=0, help_text="Counts the provider's changes. Work on an older one is refused.")),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_cases', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claimed_cases', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='screening_cases', to='directory.provider')),
                ('decided_how', models.CharField(choices=[('one', 'One person: a clean file'), ('two', 'Two people'), ('director', 'A medical director')], default='one', editable=False, max_length=8)),
                ('first_by', models.ForeignKey(blank=True, editable=False, help_text='Who proposed what two decided', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposed_cases', to=settings.AUTH_USER_MODEL)),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('disclosed', 'They said yes to a question about their record'), ('probation', 'A license has limits or is on probation'), ('document', 'Somebody else sent the same document')], max_length=10), blank=True, default=list, editable=False, size=None)),
            ],
            options={
                'ordering': ['-pk'],
                'permissions': [('work_screeningcase', 'Can take, check and decide screening cases'), ('decide_alone', 'Can decide alone what else takes two people')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'sent', 'in_review', 'more_needed', 'approved', 'turned_down', 'taken_back'])), name='case_status_known'),
                    models.CheckConstraint(condition=models.Q(('required__contained_by', ['license', 'scope', 'supervisor', 'exclusion', 'sam', 'npi', 'board', 'insurance', 'identity', 'place', 'products'])), name='case_required_known'),
                    models.CheckConstraint(condition=models.Q(('states__contained_by', ['AL', 'AK', 'AZ', 'AR', 'CA', 'CO', 'CT', 'DE', 'DC', 'FL', 'GA', 'HI', 'ID', 'IL', 'IN', 'IA', 'KS', 'KY', 'LA', 'ME', 'MD', 'MA', 'MI', 'MN', 'MS', 'MO', 'MT', 'NE', 'NV', 'NH', 'NJ', 'NM', 'NY', 'NC', 'ND', 'OH', 'OK', 'OR', 'PA', 'RI', 'SC', 'SD', 'TN', 'TX', 'UT', 'VT', 'VA', 'WA', 'WV', 'WI', 'WY', 'AS', 'GU', 'MP', 'PR', 'VI'])), name='case_states_known'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['new', 'renewal', 'change', 'alert'])), name='case_kind_known'),
                    models.CheckConstraint(condition=models.Q(('reasons__contained_by', ['unreadable', 'name_differs', 'license_not_found', 'license_not_active', 'license_limited', 'scope', 'scope_unread', 'supervisor', 'npi', 'excluded', 'board', 'insurance', 'identity', 'place', 'products', 'no_answer', 'other'])), name='case_reasons_known'),
                    models.UniqueConstraint(condition=models.Q(('status__in', ['draft', 'in_review', 'more_needed', 'sent']), models.Q(('kind', 'change'), _negated=True)), fields=('provider',), name='case_open_once_a_provider'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'taken_back'), _negated=True), ('kind', 'change'), _connector='OR'), name='case_taken_back_is_a_change'),
                    models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', True), ('sent_at__isnull', True)), models.Q(('due_at__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='case_sent_has_a_due_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['sent', 'in_review']), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='case_at_the_desk_was_sent'),
                    models.CheckConstraint(condition=models.Q(('claimed_until__isnull', True), ('owner__isnull', False), _connector='OR'), name='case_claim_has_an_owner'),
                    models.CheckConstraint(condition=models.Q(models.Q(('approved_from__isnull', False), ('approved_until__isnull', False), ('status', 'approved')), models.Q(models.Q(('status', 'approved'), _negated=True), ('approved_from__isnull', True), ('approved_until__isnull', True)), _connector='OR'), name='case_approval_is_dated'),
                    models.CheckConstraint(condition=models.Q(('approved_until__isnull', True), ('approved_until__gte', models.F('approved_from')), _connector='OR'), name='case_approval_in_order'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('status__in', ['approved', 'turned_down'])), models.Q(models.Q(('status__in', ['approved', 'turned_down']), _negated=True), ('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='case_decision_is_whole'),
                    models.CheckConstraint(condition=models.Q(('flags__contained_by', ['disclosed', 'probation', 'document'])), name='case_flags_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('first_by__isnull', True), ('flags', [])), models.Q(('decided_how', 'one'), ('first_by__isnull', True), ('flags', []), models.Q(('status', 'approved'), ('kind', 'change'), _connector='OR')), models.Q(('decided_how', 'two'), ('first_by__isnull', False), models.Q(('first_by', models.F('decided_by')), _negated=True)), models.Q(('decided_how', 'director'), ('first_by__isnull', True)), _connector='OR'), name='case_decided_by_enough'),
                ],
            },
        ),
        CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('license', 'State license'), ('scope', 'May give injections in this state'), ('supervisor', 'Supervising doctor'), ('exclusion', 'Federal exclusion list'), ('sam', 'Federal award exclusions'), ('npi', 'National provider number'), ('board', 'Board certification'), ('insurance', 'Malpractice insurance'), ('identity', 'Identity'), ('place', 'Place of practice'), ('products', 'Products used')], max_length=12)),
                ('name', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(help_text="The file's name, as the provider's device gave it", max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(help_text='Bytes, as sent')),
                ('content_type', models.CharField(max_length=20)),
                ('pages', models.PositiveSmallIntegerField()),
                ('hints', models.CharField(blank=True, db_default='', default='', help_text='Pages to look at again: dark@1', max_length=240)),
                ('seen_at', models.DateTimeField(blank=True, help_text='Who sent it can read each word of our pages', null=True)),
                ('uploaded_at', models.DateTimeField()),
                ('deletion_asked_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='directory.provider')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploaded_documents', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='screening.screeningcase')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['license', 'scope', 'supervisor', 'exclusion', 'sam', 'npi', 'board', 'insurance', 'identity', 'place', 'products'])), name='document_kind_known'),
                    models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='document_hash_shaped'),
                    models.CheckConstraint(condition=models.Q(('pages__range', (1, 20))), name='document_has_pages'),
                    models.CheckConstraint(condition=models.Q(('hints__regex', '^((dark|blurred|empty)@[0-9]{1,2}( |$))*$')), name='document_hints_known'),
                    models.CheckConstraint(condition=models.Q(('deletion_asked_at__isnull', True), ('deletion_asked_at__gte', models.F('uploaded_at')), _connector='OR'), name='document_deletion_asked_after_upload'),
                    models.CheckConstraint(condition=models.Q(('deleted_at__isnull', True), ('deleted_at__gte', models.F('uploaded_at')), _connector='OR'), name='document_deleted_after_upload'),
                ],
            },
        ),
        CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opened', 'Case opened'), ('sent', 'Sent to the desk'), ('claimed', 'Taken by'), ('taken_over', 'Taken over'), ('released', 'Given back'), ('checked', 'Check recorded'), ('license', 'License recorded'), ('changed', 'Something changed'), ('taken_back', 'Taken back by the provider'), ('more_needed', 'Asked for more'), ('approved', 'Approved'), ('turned_down', 'Turned down'), ('approval_asked', 'Approval proposed'), ('turn_down_asked', 'Turning down proposed'), ('verdict_refused', 'Decision refused by the second person'), ('override_asked', 'Exception proposed'), ('override_granted', 'Exception granted'), ('override_refused', 'Exception refused'), ('paused', 'Paused by the provider'), ('unpaused', 'Pause ended'), ('suspended', 'Suspended'), ('reinstate_asked', 'Reinstatement proposed'), ('reinstated', 'Reinstated'), ('reinstate_refused', 'Reinstatement refused'), ('exclusion_found', 'Found on the exclusion list'), ('exclusion_gone', 'No longer found on the exclusion list'), ('exclusion_confirmed', 'Exclusion confirmed'), ('exclusion_proposed', 'Clearing an exclusion match proposed'), ('exclusion_cleared', 'Exclusion match cleared'), ('exclusion_kept', 'Clearing an exclusion match refused'), ('board_said', 'The board says something worse of a license'), ('board_proposed', 'Ending a license alert proposed'), ('board_settled', 'License alert ended'), ('board_kept', 'Ending a license alert refused')], max_length=20)),
                ('at', models.DateTimeField()),
                ('from_status', models.CharField(blank=True, choices=[('draft', 'Draft'), ('sent', 'Sent'), ('in_review', 'In review'), ('more_needed', 'More needed'), ('approved', 'Approved'), ('turned_down', 'Turned down'), ('taken_back', 'Taken back')], max_length=12)),
                ('to_status', models.CharField(blank=True, choices=[('draft', 'Draft'), ('sent', 'Sent'), ('in_review', 'In review'), ('more_needed', 'More needed'), ('approved', 'Approved'), ('turned_down', 'Turned down'), ('taken_back', 'Taken back')], max_length=12)),
                ('about', models.CharField(blank=True, help_text='The check, license or fact it concerns', max_length=60)),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('unreadable', 'We cannot read a document you sent.'), ('name_differs', 'A name does not match what the source says.'), ('license_not_found', 'We could not find your license at the state board.'), ('license_not_active', 'The state board does not show your license as active.'), ('license_limited', 'The state board shows limits on your license.'), ('scope', 'The state rule we found does not let your license give these shots.'), ('scope_unread', 'We know no rule of your state for your license yet, so we approve nobody with it.'), ('supervisor', 'We need the name and agreement of your supervising doctor.'), ('npi', 'Your NPI record does not match what you told us.'), ('excluded', 'Your name or number is on a federal exclusion list.'), ('board', 'We could not confirm your board certification.'), ('insurance', 'We need a malpractice certificate that is in force and names you.'), ('identity', 'We could not confirm who you are.'), ('place', 'We could not confirm that you work at this address.'), ('products', 'We need the list of products you use and where you buy them.'), ('no_answer', 'We asked for more and did not hear back.'), ('other', 'Another reason, in the words below.')], max_length=20), blank=True, default=list, size=None)),
                ('words', models.TextField(blank=True)),
                ('shown', models.BooleanField(default=False, help_text='The provider sees these words.')),
                ('reference', models.CharField(blank=True, help_text='Source and number of the record', max_length=250)),
                ('checks', models.JSONField(blank=True, default=dict, help_text='Each check as it stood: result, source, dates')),
                ('documents', models.JSONField(blank=True, default=list, help_text='SHA-256 of each document as it stood')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='case_events', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_events', to='directory.provider')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='screening.screeningcase')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['-at'], name='case_event_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['opened', 'sent', 'claimed', 'taken_over', 'released', 'checked', 'license', 'changed', 'taken_back', 'more_needed', 'approved', 'turned_down', 'approval_asked', 'turn_down_asked', 'verdict_refused', 'override_asked', 'override_granted', 'override_refused', 'paused', 'unpaused', 'suspended', 'reinstate_asked', 'reinstated', 'reinstate_refused', 'exclusion_found', 'exclusion_gone', 'exclusion_confirmed', 'exclusion_proposed', 'exclusion_cleared', 'exclusion_kept', 'board_said', 'board_proposed', 'board_settled', 'board_kept'])), name='case_event_kind_known')],
            },
        ),
        CreateModel(
            name='SourcePage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('license', 'State license'), ('scope', 'May give injections in this state'), ('supervisor', 'Supervising doctor'), ('exclusion', 'Federal exclusion list'), ('sam', 'Federal award exclusions'), ('npi', 'National provider number'), ('board', 'Board certification'), ('insurance', 'Malpractice insurance'), ('identity', 'Identity'), ('place', 'Place of practice'), ('products', 'Products used')], max_length=12)),
                ('name', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(help_text="The file's name, as the device gave it", max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('content_type', models.CharField(max_length=20)),
                ('saved_at', models.DateTimeField()),
                ('is_demonstration', models.BooleanField(default=False, help_text='Made up. It carries made-up people only.')),
                ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='source_pages', to='directory.provider')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_pages', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['board', 'license', 'sam', 'scope'])), name='source_page_kind_known'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='source_page_hash_shaped'), models.CheckConstraint(condition=models.Q(('provider__isnull', False), ('kind__in', ['sam', 'scope']), _connector='OR'), name='source_page_about_somebody')],
            },
        ),
        CreateModel(
            name='TwoPersonDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('kind', models.CharField(choices=[('override', 'Exception for a check'), ('reinstate', 'Reinstatement'), ('approve', 'Approval with a flag'), ('turn_down', 'Turning down')], max_length=9)),
                ('check_kind', models.CharField(blank=True, choices=[('license', 'State license'), ('scope', 'May give injections in this state'), ('supervisor', 'Supervising doctor'), ('exclusion', 'Federal exclusion list'), ('sam', 'Federal award exclusions'), ('npi', 'National provider number'), ('board', 'Board certification'), ('insurance', 'Malpractice insurance'), ('identity', 'Identity'), ('place', 'Place of practice'), ('products', 'Products used')], max_length=12)),
                ('words', models.TextField(help_text='Why, by the first person')),
                ('answer', models.JSONField(blank=True, default=dict, editable=False, help_text='What the check said when the exception was proposed')),
                ('first_at', models.DateTimeField()),
                ('second_at', models.DateTimeField(blank=True, null=True)),
                ('second_words', models.TextField(blank=True)),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'Granted'), ('refused', 'Refused')], max_length=7)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='screening.screeningcase')),
                ('first_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposed_decisions', to=settings.AUTH_USER_MODEL)),
                ('hold', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='screening.providerhold')),
                ('second_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='second_decisions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'permissions': [('second_twopersondecision', 'Can decide what a colleague proposed')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('second_by__isnull', True), models.Q(('first_by', models.F('second_by')), _negated=True), _connector='OR'), name='decision_by_two_people'),
                    models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('second_at__isnull', True), ('second_by__isnull', True)), models.Q(('outcome__in', ['granted', 'refused']), ('second_at__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='decision_outcome_is_whole'),
                    models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('check_kind__in', ['board', 'npi', 'place']), ('hold__isnull', True), ('kind', 'override')), models.Q(('case__isnull', True), ('check_kind', ''), ('hold__isnull', False), ('kind', 'reinstate')), models.Q(('case__isnull', False), ('check_kind', ''), ('hold__isnull', True), ('kind__in', ['approve', 'turn_down'])), _connector='OR'), name='decision_about_one_thing'),
                    models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('case', 'check_kind'), name='decision_override_waits_once'),
                    models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('hold',), name='decision_reinstate_waits_once'),
                ],
            },
        ),
        CreateModel(
            name='ScreeningCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('license', 'State license'), ('scope', 'May give injections in this state'), ('supervisor', 'Supervising doctor'), ('exclusion', 'Federal exclusion list'), ('sam', 'Federal award exclusions'), ('npi', 'National provider number'), ('board', 'Board certification'), ('insurance', 'Malpractice insurance'), ('identity', 'Identity'), ('place', 'Place of practice'), ('products', 'Products used')], max_length=12)),
                ('result', models.CharField(choices=[('pass', 'Pass'), ('fail', 'Fail'), ('unable', 'Could not check')], max_length=6)),
                ('finding', models.CharField(blank=True, help_text='Only staff read this.', max_length=160)),
                ('source', models.CharField(help_text='Where we looked', max_length=120)),
                ('reference', models.CharField(blank=True, help_text='Number or address of the record', max_length=120)),
                ('report_date', models.DateField(help_text='The date on what the source said')),
                ('verified_at', models.DateTimeField()),
                ('good_until', models.DateField(blank=True, null=True)),
                ('note', models.TextField(blank=True, help_text='Only staff read this.')),
                ('ends_on', models.DateField(blank=True, help_text='The last day that the source names', null=True)),
                ('document_page', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('called_number', models.CharField(blank=True, help_text='Several with a comma between them', max_length=400)),
                ('called_at', models.DateTimeField(blank=True, null=True)),
                ('product', models.TextField(blank=True, help_text='As the provider named it at the time of the look')),
                ('product_maker', models.CharField(blank=True, max_length=200)),
                ('product_source', models.CharField(blank=True, max_length=200)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='screening.screeningcase')),
                ('source_page', models.ForeignKey(blank=True, help_text='What was saved of it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='screening.sourcepage')),
                ('document', models.ForeignKey(blank=True, help_text='What was looked at', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='checks', to='screening.document')),
                ('exclusion_list', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='exclusions.exclusionlist')),
                ('registry_answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='registry.registryanswer')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verified_checks', to=settings.AUTH_USER_MODEL)),
                ('exception', models.ForeignKey(blank=True, editable=False, help_text='A pass because two people said so.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='screening.twopersondecision')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'kind'), name='check_kind_once_a_case'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['license', 'scope', 'supervisor', 'exclusion', 'sam', 'npi', 'board', 'insurance', 'identity', 'place', 'products'])), name='check_kind_known'),
                    models.CheckConstraint(condition=models.Q(('result__in', ['pass', 'fail', 'unable'])), name='check_result_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('result', 'pass'), _negated=True), ('good_until__isnull', False), _connector='OR'), name='check_pass_has_an_end'),
                    models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('good_until__isnull', True), ('good_until__lte', models.F('ends_on')), _connector='OR'), name='check_ends_with_its_source'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['exclusion', 'npi']), _negated=True), ('verified_by__isnull', True), ('exception__isnull', False), _connector='OR'), name='check_answered_by_machine'),
                    models.CheckConstraint(condition=models.Q(models.Q(('result', 'pass'), _negated=True), ('exception__isnull', False), models.Q(('document__isnull', False), ('document_page__gte', 1), ('kind__in', ['identity', 'insurance'])), models.Q(('exclusion_list__isnull', False), ('kind__in', ['exclusion'])), models.Q(('kind__in', ['npi']), ('registry_answer__isnull', False)), models.Q(('kind__in', ['sam']), ('source_page__isnull', False)), models.Q(('kind__in', ['board', 'license']), ('source_page__isnull', False), models.Q(('reference__iregex', "^(\\W|_)*(state board|signed agreement and state board|nppes registry|oig leie|sam\\.gov(, exclusions)?|certificate from the insurer|photo id|call to the clinic's public number|labels and purchase records|n\\W{0,3}a|not (applicable|available)|none|nil|unknown|same|see above|yes|ok|x)?(\\W|_)*$"), _negated=True), models.Q(('reference', models.F('source')), _negated=True)), models.Q(('kind__in', ['scope', 'supervisor']), models.Q(('reference__iregex', "^(\\W|_)*(state board|signed agreement and state board|nppes registry|oig leie|sam\\.gov(, exclusions)?|certificate from the insurer|photo id|call to the clinic's public number|labels and purchase records|n\\W{0,3}a|not (applicable|available)|none|nil|unknown|same|see above|yes|ok|x)?(\\W|_)*$"), _negated=True), models.Q(('reference', models.F('source')), _negated=True)), models.Q(('kind__in', ['place']), ('called_at__isnull', False), ('called_at__lte', models.F('verified_at')), ('called_number__regex', '^[+(]?[0-9][0-9() .-]{8,18}(, ?[+(]?[0-9][0-9() .-]{8,18})*$')), models.Q(('kind__in', ['products']), models.Q(('product__regex', '^\\s*$'), _negated=True), models.Q(('product_maker__regex', '^\\s*$'), _negated=True), models.Q(('product_source__regex', '^\\s*$'), _negated=True)), _connector='OR'), name='check_pass_has_evidence'),
                ],
            },
        ),
        CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('good_until', models.DateField()),
                ('days', models.PositiveSmallIntegerField()),
                ('sent_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asked_reminders', to=settings.AUTH_USER_MODEL)),
                ('screening_check', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='screening.screeningcheck')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('screening_check', 'good_until', 'days'), name='reminder_once_a_step'),
                    models.CheckConstraint(condition=models.Q(('days__in', (60, 30, 14, 7, 1, 0))), name='reminder_days_known'),
                ],
            },
        ),
        CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('license', 'State license'), ('scope', 'May give injections in this state'), ('supervisor', 'Supervising doctor'), ('exclusion', 'Federal exclusion list'), ('sam', 'Federal award exclusions'), ('npi', 'National provider number'), ('board', 'Board certification'), ('insurance', 'Malpractice insurance'), ('identity', 'Identity'), ('place', 'Place of practice'), ('products', 'Products used')], max_length=12)),
                ('name', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(help_text="The file's name, as the provider's device gave it", max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(help_text='Bytes, as sent')),
                ('sent_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Being read'), ('read', 'Read'), ('refused', 'Refused'), ('kept', 'Kept as a document')], default='waiting', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('available_at', models.DateTimeField()),
                ('refused', models.CharField(blank=True, help_text='The code of the reason', max_length=12)),
                ('pages_name', models.UUIDField(blank=True, null=True)),
                ('pages', models.PositiveSmallIntegerField(default=0)),
                ('content_type', models.CharField(blank=True, max_length=20)),
                ('hints', models.CharField(blank=True, help_text='Pages to look at again: dark@1', max_length=240)),
                ('form', caarisma.common.fields.EncryptedJSONField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, help_text='Why it could not be saved, for the person', max_length=300)),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='screening.document')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='directory.provider')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'read'])), fields=['available_at'], name='upload_due')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('hints__regex', '^((dark|blurred|empty)@[0-9]{1,2}( |$))*$')), name='upload_hints_known'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['license', 'scope', 'supervisor', 'exclusion', 'sam', 'npi', 'board', 'insurance', 'identity', 'place', 'products'])), name='upload_kind_known'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'read', 'refused', 'kept'])), name='upload_state_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), models.Q(('refused', ''), _negated=True)), models.Q(models.Q(('state', 'refused'), _negated=True), ('refused', '')), _connector='OR'), name='upload_says_why_refused'),
                    models.CheckConstraint(condition=models.Q(models.Q(('pages__range', (1, 20)), ('pages_name__isnull', False), ('state', 'read')), models.Q(('document__isnull', False), ('state', 'kept')), models.Q(('pages_name__isnull', True), ('state__in', ['waiting', 'refused'])), _connector='OR'), name='upload_has_pages_when_read'),
                ],
            },
        ),
        CreateModel(
            name='NpiClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('name', models.CharField(blank=True, help_text='As the person typed it', max_length=141)),
                ('profession', models.CharField(blank=True, choices=[('md', 'Medical doctor'), ('do', 'Doctor of osteopathic medicine'), ('np', 'Nurse practitioner'), ('pa', 'Physician assistant'), ('rn', 'Registered nurse')], max_length=4, verbose_name='license type')),
                ('words', models.TextField(blank=True, help_text='What the person says about it', max_length=1000)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('handover_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_claims', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='given_records', to=settings.AUTH_USER_MODEL)),
                ('handover_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposed_handovers', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='directory.provider')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='npi_claims', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('provider', 'user'), name='npi_claimed_once_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('decided_by__isnull', True), ('refused_at__isnull', True)), models.Q(('confirmed_at__isnull', False), ('decided_by__isnull', False), ('refused_at__isnull', True)), models.Q(('confirmed_at__isnull', True), ('decided_by__isnull', False), ('refused_at__isnull', False)), _connector='OR'), name='npi_claim_decision_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('handover_at__isnull', True), ('handover_by__isnull', True)), models.Q(('handover_at__isnull', False), ('handover_by__isnull', False)), _connector='OR'), name='npi_claim_handover_is_whole'), models.CheckConstraint(condition=models.Q(('given_by__isnull', True), ('handover_by__isnull', True), models.Q(('handover_by', models.F('given_by')), _negated=True), _connector='OR'), name='npi_claim_handover_by_two_people')],
            },
        ),
        CreateModel(
            name='ProposedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('fact', models.CharField(choices=[('name', 'name'), ('profession', 'profession'), ('license', 'license'), ('place', 'place'), ('supervisor', 'supervising doctor'), ('board', 'board certification'), ('insurance', 'insurance'), ('identity', 'identity'), ('products', 'products')], max_length=12)),
                ('about', models.CharField(max_length=40)),
                ('values', models.JSONField(blank=True, default=dict)),
                ('before', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('needs_you', 'Waits for you'), ('with_us', 'With us'), ('live', 'Live'), ('turned_down', 'Turned down'), ('taken_back', 'Taken back')], default='needs_you', max_length=11)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='change', to='screening.screeningcase')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposed_changes', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposed_changes', to='directory.provider')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('fact__in', ['name', 'profession', 'license', 'place', 'supervisor', 'board', 'insurance', 'identity', 'products'])), name='change_fact_known'), models.CheckConstraint(condition=models.Q(('state__in', ['needs_you', 'with_us', 'live', 'turned_down', 'taken_back'])), name='change_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['needs_you', 'with_us'])), models.Q(models.Q(('state__in', ['needs_you', 'with_us']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='change_end_is_dated'), models.UniqueConstraint(condition=models.Q(('state__in', ['needs_you', 'with_us'])), fields=('provider', 'about'), name='change_waits_once_about_a_thing')],
            },
        ),
        append_only('screening_caseevent'),
        migrations.RunSQL(
            [CREATE_FUNCTION, CREATE_TRIGGER],
            [
                "DROP TRIGGER check_evidence_is_its_own ON screening_screeningcheck",
                "DROP FUNCTION check_rests_on_its_own()",
            ],
        ),
        append_only("screening_sourcepage"),
        migrations.RunSQL(CHANGE_TRIGGERS, NO_CHANGE_TRIGGERS),
        stays("screening_proposedchange", "provider_id", "case_id", "fact", "about", "proposed_by_id"),
        stays(
            "screening_proposedchange", "values", "before", once="OLD.ended_at IS NOT NULL", name="change_says_what_it_said"
        ),
        # Made up for a moment, somebody real would pass by made-up evidence, and date it back.
        stays("directory_provider", "is_demonstration"),
        stays("screening_screeningcase", "provider_id"),
        stays("screening_document", "provider_id", "case_id", "kind", "sha256", "pages", "uploaded_at"),
        stays("screening_screeningcheck", "case_id", "kind"),
        # Other evidence, other words or a later end is another look, with a moment of its own.
        stays(
            "screening_screeningcheck",
            *EVIDENCE,
            *SAID,
            once=SAME_LOOK,
            name="screening_screeningcheck_evidence_stays",
        ),
        stays(
            "screening_screeningcheck",
            "good_until",
            once=f"{SAME_LOOK} AND NEW.good_until > OLD.good_until",
            name="screening_screeningcheck_ends_no_later",
        ),
        stays(
            "exclusions_exclusionlist",
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
            "screening_twopersondecision",
            "kind",
            "case_id",
            "check_kind",
            "hold_id",
            "first_by_id",
            "second_by_id",
            "outcome",
            once="OLD.outcome <> ''",
        ),
        CreateModel(
            name='RuleReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('AL', 'Alabama'), ('AK', 'Alaska'), ('AZ', 'Arizona'), ('AR', 'Arkansas'), ('CA', 'California'), ('CO', 'Colorado'), ('CT', 'Connecticut'), ('DE', 'Delaware'), ('DC', 'District of Columbia'), ('FL', 'Florida'), ('GA', 'Georgia'), ('HI', 'Hawaii'), ('ID', 'Idaho'), ('IL', 'Illinois'), ('IN', 'Indiana'), ('IA', 'Iowa'), ('KS', 'Kansas'), ('KY', 'Kentucky'), ('LA', 'Louisiana'), ('ME', 'Maine'), ('MD', 'Maryland'), ('MA', 'Massachusetts'), ('MI', 'Michigan'), ('MN', 'Minnesota'), ('MS', 'Mississippi'), ('MO', 'Missouri'), ('MT', 'Montana'), ('NE', 'Nebraska'), ('NV', 'Nevada'), ('NH', 'New Hampshire'), ('NJ', 'New Jersey'), ('NM', 'New Mexico'), ('NY', 'New York'), ('NC', 'North Carolina'), ('ND', 'North Dakota'), ('OH', 'Ohio'), ('OK', 'Oklahoma'), ('OR', 'Oregon'), ('PA', 'Pennsylvania'), ('RI', 'Rhode Island'), ('SC', 'South Carolina'), ('SD', 'South Dakota'), ('TN', 'Tennessee'), ('TX', 'Texas'), ('UT', 'Utah'), ('VT', 'Vermont'), ('VA', 'Virginia'), ('WA', 'Washington'), ('WV', 'West Virginia'), ('WI', 'Wisconsin'), ('WY', 'Wyoming'), ('AS', 'American Samoa'), ('GU', 'Guam'), ('MP', 'Northern Mariana Islands'), ('PR', 'Puerto Rico'), ('VI', 'U.S. Virgin Islands')], max_length=2)),
                ('profession', models.CharField(choices=[('md', 'Medical doctor'), ('do', 'Doctor of osteopathic medicine'), ('np', 'Nurse practitioner'), ('pa', 'Physician assistant'), ('rn', 'Registered nurse')], max_length=3)),
                ('status', models.CharField(choices=[('unverified', 'Nobody has read the law'), ('sourced', 'A source says so; nobody of ours has read the law'), ('read', 'Read by one, waits for a second reader'), ('verified', 'Read by two'), ('refused', 'The second reader did not agree')], default='read', max_length=10)),
                ('is_demonstration', models.BooleanField(default=False, help_text='Made up. It carries made-up people only.')),
                ('may_inject', models.BooleanField(default=False)),
                ('needs_supervisor', models.BooleanField(default=True)),
                ('covers', models.CharField(choices=[('any_injection', 'Any drug, or any cosmetic injection'), ('toxin_filler', 'Toxin, fillers or approved agents only'), ('silent', 'It does not say which')], default='silent', max_length=13)),
                ('hours_before_alone', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('supervision', models.CharField(blank=True, choices=[('none', 'None'), ('agreement', 'A written agreement'), ('protocol', 'A written protocol'), ('delegation', 'A doctor delegates'), ('within_reach', 'A doctor within reach'), ('on_site', 'A doctor in the building'), ('direct_sight', 'A doctor who watches')], max_length=12)),
                ('supervisor_may_be', models.CharField(blank=True, max_length=200)),
                ('reach_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('exam', models.CharField(blank=True, choices=[('silent', 'It does not say'), ('in_person', 'In person'), ('video', 'By video will do')], max_length=9)),
                ('order_kind', models.CharField(blank=True, choices=[('silent', 'It does not say'), ('patient_order', 'An order for each patient'), ('standing_order', 'A standing order will do')], max_length=14)),
                ('place_limits', models.CharField(blank=True, max_length=300)),
                ('binds', models.CharField(blank=True, choices=[('law', 'A statute'), ('rule', "A board's rule"), ('guidance', "A board's statement or guidance"), ('one_person', 'An opinion to one person: lets nobody else')], max_length=10)),
                ('source', models.CharField(blank=True, max_length=250)),
                ('url', models.URLField(blank=True, max_length=400)),
                ('words', models.CharField(blank=True, help_text='Copied from the official page', max_length=600)),
                ('source_date', models.DateField(blank=True, null=True)),
                ('effective_from', models.DateField(blank=True, null=True)),
                ('effective_to', models.DateField(blank=True, null=True)),
                ('note', models.CharField(blank=True, help_text='Only staff read this.', max_length=600)),
                ('read_on', models.DateField(blank=True, null=True)),
                ('second_at', models.DateTimeField(blank=True, null=True)),
                ('second_words', models.CharField(blank=True, max_length=600)),
                ('counts_from', models.DateField(blank=True, null=True)),
                ('counts_until', models.DateField(blank=True, null=True)),
                ('lets', models.GeneratedField(db_persist=True, expression=models.Q(('covers', 'any_injection'), ('may_inject', True), ('status__in', ['sourced', 'verified'])), output_field=models.BooleanField())),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rule_readings', to='screening.sourcepage')),
                ('read_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rules_read', to=settings.AUTH_USER_MODEL)),
                ('second_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rules_confirmed', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'permissions': [('read_law', 'Can read the law of a state and write down what it says'), ('confirm_law', 'Can confirm what a colleague read in the law')],
                'indexes': [models.Index(fields=['state', 'profession', 'counts_from'], name='rule_reading_by_key')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('page', None), ('read_by', None), ('second_by', None), ('status__in', ['unverified', 'sourced'])), models.Q(('read_by__isnull', False), ('second_at', None), ('second_by', None), ('status', 'read')), models.Q(('read_by__isnull', False), ('status__in', ['verified', 'refused']), ('second_at__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='rule_reading_has_its_people'),
                    models.CheckConstraint(condition=models.Q(('second_by', None), models.Q(('second_by', models.F('read_by')), _negated=True), _connector='OR'), name='rule_reading_by_two_people'),
                    models.CheckConstraint(condition=models.Q(('read_by', None), models.Q(('effective_from__isnull', False), ('page__isnull', False), ('read_on__isnull', False), models.Q(('binds', ''), _negated=True), models.Q(('source', ''), ('url', ''), ('words', ''), _connector='OR', _negated=True)), _connector='OR'), name='rule_reading_has_evidence'),
                    models.CheckConstraint(condition=models.Q(('status__in', ['unverified', 'sourced']), models.Q(('counts_from__isnull', False), ('status', 'verified')), models.Q(('counts_from', None), ('counts_until', None), ('status__in', ['read', 'refused'])), _connector='OR'), name='rule_reading_counts_by_two'),
                    models.CheckConstraint(condition=models.Q(('may_inject', False), models.Q(models.Q(('status', 'unverified'), _negated=True), models.Q(('binds', 'one_person'), _negated=True)), _connector='OR'), name='rule_reading_lets_by_law'),
                    models.CheckConstraint(condition=models.Q(('may_inject', False), models.Q(('needs_supervisor', True), models.Q(('profession__in', ['do', 'md']), _negated=True)), models.Q(('needs_supervisor', False), models.Q(('profession__in', ['pa', 'rn']), _negated=True), models.Q(('hours_before_alone__gt', 0), _negated=True)), _connector='OR'), name='rule_reading_supervised'),
                    models.CheckConstraint(condition=models.Q(models.Q(('effective_to', None), ('effective_from', None), ('effective_to__gte', models.F('effective_from')), _connector='OR'), models.Q(('effective_to', None), ('source_date', None), ('source_date__lte', models.F('effective_to')), _connector='OR'), models.Q(('read_by', None), ('counts_from', None), ('counts_from__gte', django.db.models.functions.comparison.Greatest('effective_from', 'read_on')), _connector='OR'), models.Q(('effective_to', None), ('counts_from', None), ('counts_until__lte', models.F('effective_to')), _connector='OR')), name='rule_reading_days_in_order'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'verified'), _negated=True), models.Q(('counts_until__isnull', False), ('counts_until__lte', django.db.models.expressions.CombinedExpression(models.F('read_on'), '+', models.Value(datetime.timedelta(days=548))))), _connector='OR'), name='rule_reading_ends'),
                    models.UniqueConstraint(models.F('state'), models.F('profession'), models.F('is_demonstration'), condition=models.Q(('status', 'read')), name='rule_reading_one_waits'),
                ],
            },
        ),
        # Foreign keys are deferred: what waits to be checked would stand against the next step.
        migrations.RunPython(load_first_rules, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.RunSQL(RULE_TRIGGERS, NO_RULE_TRIGGERS),
    ]
