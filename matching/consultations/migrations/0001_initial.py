import caarisma.common.fields
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import uuid
from caarisma.common.creating import CreateModel
from django.conf import settings
from django.db import migrations, models


# As moves.py has them; a later one is an INSERT in a migration of its own. No model: nothing but keys and a test read it.
MOVES = """
CREATE TABLE consultations_allowedmove (
    from_state varchar(13) NOT NULL, to_state varchar(13) NOT NULL, by varchar(7) NOT NULL,
    PRIMARY KEY (from_state, to_state, by)
);
INSERT INTO consultations_allowedmove (from_state, to_state, by) VALUES
    ('new', 'sent', 'patient'),
    ('sent', 'seen', 'clinic'),
    ('sent', 'times_offered', 'clinic'),
    ('seen', 'times_offered', 'clinic'),
    ('unanswered', 'times_offered', 'clinic'),
    ('times_offered', 'times_offered', 'clinic'),
    ('times_offered', 'agreed', 'patient'),
    ('sent', 'agreed', 'clinic'),
    ('seen', 'agreed', 'clinic'),
    ('unanswered', 'agreed', 'clinic'),
    ('times_offered', 'seen', 'patient'),
    ('times_offered', 'closed', 'clock'),
    ('agreed', 'agreed', 'patient'),
    ('agreed', 'agreed', 'clinic'),
    ('sent', 'declined', 'clinic'),
    ('seen', 'declined', 'clinic'),
    ('unanswered', 'declined', 'clinic'),
    ('times_offered', 'declined', 'clinic'),
    ('sent', 'cancelled', 'patient'),
    ('seen', 'cancelled', 'patient'),
    ('times_offered', 'cancelled', 'patient'),
    ('unanswered', 'cancelled', 'patient'),
    ('agreed', 'cancelled', 'patient'),
    ('agreed', 'cancelled', 'clinic'),
    ('sent', 'unanswered', 'clock'),
    ('seen', 'unanswered', 'clock'),
    ('unanswered', 'closed', 'clock'),
    ('sent', 'closed', 'site'),
    ('seen', 'closed', 'site'),
    ('times_offered', 'closed', 'site'),
    ('unanswered', 'closed', 'site'),
    ('agreed', 'closed', 'site'),
    ('agreed', 'cancelled', 'site'),
    ('agreed', 'visited', 'patient'),
    ('agreed', 'visited', 'clinic'),
    ('agreed', 'missed', 'clinic'),
    ('missed', 'visited', 'patient'),
    ('agreed', 'closed', 'clock');
"""
NO_MOVES = "DROP TABLE consultations_allowedmove;"

KEYS = """
ALTER TABLE consultations_move
    ADD CONSTRAINT move_is_allowed FOREIGN KEY (from_state, to_state, by)
        REFERENCES consultations_allowedmove (from_state, to_state, by),
    ADD CONSTRAINT move_follows_the_last FOREIGN KEY (request_id, prev_n, from_state)
        REFERENCES consultations_move (request_id, n, to_state),
    ADD CONSTRAINT move_of_a_request FOREIGN KEY (request_id)
        REFERENCES consultations_request (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE consultations_request
    ADD CONSTRAINT request_says_its_last_move FOREIGN KEY (id, n, state)
        REFERENCES consultations_move (request_id, n, to_state) DEFERRABLE INITIALLY DEFERRED;
"""
NO_KEYS = """
ALTER TABLE consultations_request DROP CONSTRAINT request_says_its_last_move;
ALTER TABLE consultations_move DROP CONSTRAINT move_is_allowed, DROP CONSTRAINT move_follows_the_last,
    DROP CONSTRAINT move_of_a_request;
"""

# A move goes with its request and in no other way: by then the request's row is gone.
ONLY_GROWS = """
CREATE FUNCTION consultations_keep_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM consultations_request WHERE id = OLD.request_id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consultations_move_only_grows BEFORE UPDATE OR DELETE ON consultations_move
    FOR EACH ROW EXECUTE FUNCTION consultations_keep_move();
"""
MAY_SHRINK = """
DROP TRIGGER consultations_move_only_grows ON consultations_move;
DROP FUNCTION consultations_keep_move();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('search', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name='Asker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('email', caarisma.common.fields.EncryptedJSONField(null=True)),
                ('email_key', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('paper_code', models.CharField(blank=True, editable=False, help_text='Hash of the code on paper', max_length=64)),
                ('language', models.CharField(max_length=8)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('bounced_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='askers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('email__isnull', False), ('email_key__isnull', False)), models.Q(('email', None), ('email_key', None), models.Q(('paper_code', ''), _negated=True)), _connector='OR'), name='asker_has_address_or_code')],
            },
        ),
        CreateModel(
            name='BlockedAsker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='consultations.asker')),
                ('by_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.provider')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('provider', 'asker'), name='blocked_once')],
            },
        ),
        CreateModel(
            name='CapacityWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField()),
                ('places', models.PositiveSmallIntegerField()),
                ('taken', models.PositiveSmallIntegerField(default=0)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.practicelocation')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('place', 'week'), name='capacity_week_once'),
                    models.CheckConstraint(condition=models.Q(('taken__lte', models.F('places'))), name='capacity_not_above'),
                    models.CheckConstraint(condition=models.Q(('week__iso_week_day', 1)), name='capacity_week_is_a_monday'),
                ],
            },
        ),
        CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_hash', models.CharField(db_index=True, max_length=64)),
                ('by', models.CharField(choices=[('press', 'the button behind a mailed link'), ('code', 'a mailed code'), ('sign_in', 'signing in'), ('paper', 'a code on paper')], max_length=7)),
                ('granted_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('shared_device', models.BooleanField(default=False)),
                ('proved_at', models.DateTimeField(blank=True, help_text='A code was typed here last, or a link pressed that was asked for here. Empty: a new device', null=True)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='consultations.asker')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('asker', 'session_hash'), name='hold_once_a_browser'),
                    models.CheckConstraint(condition=models.Q(('by__in', ['press', 'code', 'sign_in', 'paper'])), name='hold_by_known'),
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('granted_at'))), name='hold_ends_later'),
                ],
            },
        ),
        CreateModel(
            name='PlaceCapacity',
            fields=[
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='capacity', serialize=False, to='directory.practicelocation')),
                ('places_a_week', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('full_until', models.DateField(blank=True, help_text='First day on which it takes requests again', null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('places_a_week', None), ('places_a_week__range', (1, 500)), _connector='OR'), name='capacity_plausible')],
            },
        ),
        CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(help_text='For the phone. It opens nothing.', max_length=9, unique=True)),
                ('state', models.CharField(choices=[('sent', 'Sent'), ('seen', 'The clinic has read it'), ('times_offered', 'The clinic offers times'), ('agreed', 'A time is agreed'), ('visited', 'Visited'), ('missed', 'The visit did not take place'), ('declined', 'The clinic said no'), ('cancelled', 'Cancelled'), ('unanswered', 'No answer yet'), ('closed', 'Closed')], max_length=13)),
                ('n', models.PositiveIntegerField(help_text='Number of its last move')),
                ('open_seat', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('way', models.CharField(choices=[('email', 'By mail and on this site'), ('phone', 'By phone')], max_length=5)),
                ('any_time', models.BooleanField(default=False)),
                ('book_for_me', models.BooleanField(default=False)),
                ('names_clinic', models.BooleanField(default=False, help_text='Mails may name the clinic')),
                ('sent_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, help_text='Until when the clinic owes an answer', null=True)),
                ('answered_at', models.DateTimeField(blank=True, help_text='The first answer by a person of the clinic', null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('capacity_week', models.DateField(blank=True, help_text='The Monday of the week whose place it took', null=True)),
                ('asker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='consultations.asker')),
                ('intake', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='requests', to='search.intake')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='directory.practicelocation')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='directory.provider')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [
                    models.Index(condition=models.Q(('open_seat__isnull', False)), fields=['provider', 'due_at'], name='request_inbox'),
                    models.Index(fields=['provider', '-sent_at'], name='request_by_sending'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['sent', 'seen', 'times_offered', 'agreed', 'visited', 'missed', 'declined', 'cancelled', 'unanswered', 'closed'])), name='request_state_known'),
                    models.CheckConstraint(condition=models.Q(('way__in', ['email', 'phone'])), name='request_way_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('asker__isnull', False), ('ended_at', None), ('open_seat__isnull', False), ('state__in', ('sent', 'seen', 'times_offered', 'unanswered', 'agreed'))), models.Q(models.Q(('state__in', ('sent', 'seen', 'times_offered', 'unanswered', 'agreed')), _negated=True), ('ended_at__isnull', False), ('open_seat', None)), _connector='OR'), name='request_seat_while_open'),
                    models.CheckConstraint(condition=models.Q(('open_seat', None), ('open_seat__range', (1, 5)), _connector='OR'), name='request_five_seats'),
                ],
            },
        ),
        CreateModel(
            name='PreferredTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.PositiveSmallIntegerField()),
                ('day', models.DateField()),
                ('part', models.CharField(blank=True, choices=[('morning', 'in the morning'), ('afternoon', 'in the afternoon'), ('evening', 'in the evening')], max_length=9)),
                ('at', models.TimeField(blank=True, null=True)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferred', to='consultations.request')),
            ],
            options={
                'ordering': ['seat'],
                'constraints': [
                    models.UniqueConstraint(fields=('request', 'seat'), name='preferred_seat_once'),
                    models.CheckConstraint(condition=models.Q(('seat__range', (1, 3))), name='preferred_three'),
                    models.CheckConstraint(condition=models.Q(models.Q(('at', None), ('part__in', ['morning', 'afternoon', 'evening'])), models.Q(('at__isnull', False), ('part', '')), _connector='OR'), name='preferred_part_or_time'),
                ],
            },
        ),
        CreateModel(
            name='OfferedTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('seat', models.PositiveSmallIntegerField()),
                ('by', models.CharField(choices=[('patient', 'the patient'), ('clinic', 'the clinic'), ('clock', 'time'), ('site', 'Caarisma')], max_length=7)),
                ('day', models.DateField()),
                ('at', models.TimeField()),
                ('zone', models.CharField(max_length=40)),
                ('starts', models.DateTimeField()),
                ('ends', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'open'), ('taken', 'taken'), ('withdrawn', 'withdrawn'), ('lapsed', 'lapsed')], default='open', max_length=9)),
                ('moves_visit', models.BooleanField(default=False)),
                ('offered_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('by_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='consultations.request')),
            ],
            options={
                'ordering': ['round', 'seat'],
                'constraints': [
                    models.UniqueConstraint(fields=('request', 'round', 'seat'), name='offer_seat_once'),
                    models.UniqueConstraint(condition=models.Q(('state', 'taken')), fields=('request', 'round'), name='offer_one_taken_a_round'),
                    models.CheckConstraint(condition=models.Q(('seat__range', (1, 3))), name='offer_three_a_round'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['open', 'taken', 'withdrawn', 'lapsed'])), name='offer_state_known'),
                    models.CheckConstraint(condition=models.Q(('by__in', ('patient', 'clinic'))), name='offer_by_two_sides'),
                    models.CheckConstraint(condition=models.Q(('starts__gte', django.db.models.expressions.CombinedExpression(models.F('offered_at'), '+', models.Value(datetime.timedelta(seconds=3600))))), name='offer_in_the_future'),
                    models.CheckConstraint(condition=models.Q(('starts__lte', django.db.models.expressions.CombinedExpression(models.F('offered_at'), '+', models.Value(datetime.timedelta(days=181))))), name='offer_within_half_a_year'),
                    models.CheckConstraint(condition=models.Q(('ends__gte', django.db.models.expressions.CombinedExpression(models.F('starts'), '+', models.Value(datetime.timedelta(seconds=900)))), ('ends__lte', django.db.models.expressions.CombinedExpression(models.F('starts'), '+', models.Value(datetime.timedelta(seconds=28800))))), name='offer_lasts_15_to_480_minutes'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('moves_visit', False), ('state', 'open')), expressions=[(models.Func(models.F('request'), models.F('request'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('starts'), models.F('ends'), django.contrib.postgres.fields.ranges.RangeBoundary(), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='offer_overlaps_none_beside_it'),
                ],
            },
        ),
        CreateModel(
            name='Move',
            fields=[
                ('pk', models.CompositePrimaryKey('request_id', 'n', blank=True, editable=False, primary_key=True, serialize=False)),
                ('n', models.PositiveIntegerField()),
                ('from_state', models.CharField(max_length=13)),
                ('to_state', models.CharField(max_length=13)),
                ('by', models.CharField(choices=[('patient', 'the patient'), ('clinic', 'the clinic'), ('clock', 'time'), ('site', 'Caarisma')], max_length=7)),
                ('who', models.PositiveBigIntegerField(blank=True, help_text="The user's number", null=True)),
                ('second', models.PositiveBigIntegerField(blank=True, help_text='Where two people decide', null=True)),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=12)),
                ('form_key', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('prev_n', models.GeneratedField(db_persist=True, expression=models.Case(models.When(n__gt=1, then=django.db.models.expressions.CombinedExpression(models.F('n'), '-', models.Value(1)))), output_field=models.IntegerField(null=True))),
                ('request', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='moves', to='consultations.request')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('from_state', 'new'), ('n', 1)), models.Q(('n__gt', 1), models.Q(('from_state', 'new'), _negated=True)), _connector='OR'), name='move_first_is_new')],
            },
        ),
        CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField()),
                ('side', models.CharField(choices=[('patient', 'the patient'), ('clinic', 'the clinic'), ('clock', 'time'), ('site', 'Caarisma')], max_length=7)),
                ('body', caarisma.common.fields.EncryptedJSONField()),
                ('sent_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('urgent', models.BooleanField(default=False)),
                ('form_key', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('by_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='consultations.request')),
            ],
            options={
                'ordering': ['n'],
                'constraints': [
                    models.UniqueConstraint(fields=('request', 'n'), name='message_number_once'),
                    models.CheckConstraint(condition=models.Q(('side__in', ('patient', 'clinic'))), name='message_by_two_sides'),
                ],
            },
        ),
        CreateModel(
            name='AbuseReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_n', models.PositiveIntegerField(blank=True, help_text='Of one message; else of the request', null=True)),
                ('side', models.CharField(choices=[('patient', 'the patient'), ('clinic', 'the clinic'), ('clock', 'time'), ('site', 'Caarisma')], help_text='Who reports', max_length=7)),
                ('reason', models.CharField(choices=[('rude', 'rude or threatening'), ('spam', 'not a real request'), ('under_18', 'may be under 18'), ('unsafe', 'something unsafe'), ('visited', 'we do not agree whether the visit took place'), ('other', 'something else')], max_length=8)),
                ('words', caarisma.common.fields.EncryptedJSONField(null=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('upheld', 'upheld'), ('dismissed', 'dismissed')], default='open', max_length=9)),
                ('made_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('by_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_reports', to=settings.AUTH_USER_MODEL)),
                ('closing_by', models.ForeignKey(blank=True, help_text='The first of two who want the request closed because of it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='consultations.request')),
                ('verdict', caarisma.common.fields.EncryptedJSONField(null=True)),
            ],
            options={
                'permissions': [('settle_abusereport', 'Can settle a report, and close a request'), ('read_reported', 'Can read what was reported, in the words of both sides')],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='report_queue')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['open', 'upheld', 'dismissed'])), name='report_state_known'),
                    models.CheckConstraint(condition=models.Q(('reason__in', ['rude', 'spam', 'under_18', 'unsafe', 'visited', 'other'])), name='report_reason_known'),
                    models.CheckConstraint(condition=models.Q(('side__in', ('patient', 'clinic', 'site'))), name='report_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='report_decided_once'),
                    models.CheckConstraint(condition=models.Q(('closing_by', None), ('decided_by', None), models.Q(('decided_by', models.F('closing_by')), _negated=True), _connector='OR'), name='report_closes_by_two'),
                ],
            },
        ),
        CreateModel(
            name='RequestClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('remind', 'one working day without an answer'), ('due', 'two working days without an answer'), ('give_up', 'two more without an answer'), ('half_time', 'offered times are half over'), ('lapse', 'offered times are over'), ('tomorrow', 'the day before the visit'), ('how_was_it', 'the day after the visit'), ('silence', 'two weeks after the visit')], max_length=10)),
                ('n', models.PositiveIntegerField()),
                ('due_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='consultations.request')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['due_at'], name='request_clock_due')],
                'constraints': [
                    models.UniqueConstraint(fields=('request', 'kind', 'n'), name='request_clock_once'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['remind', 'due', 'give_up', 'half_time', 'lapse', 'tomorrow', 'how_was_it', 'silence'])), name='request_clock_kind_known'),
                ],
            },
        ),
        CreateModel(
            name='RequestDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_hash', models.CharField(max_length=64)),
                ('form_key', models.UUIDField(help_text='One a form: sending it twice asks once', unique=True)),
                ('about', models.JSONField(default=dict, help_text='Areas and concerns, by slug')),
                ('times', models.JSONField(default=list, help_text='Up to three: a day with a part of it, or with a time')),
                ('any_time', models.BooleanField(default=False)),
                ('book_for_me', models.BooleanField(default=False)),
                ('way', models.CharField(choices=[('email', 'By mail and on this site'), ('phone', 'By phone')], max_length=5)),
                ('first_name', models.CharField(blank=True, max_length=60)),
                ('email', caarisma.common.fields.EncryptedJSONField(null=True)),
                ('phone', caarisma.common.fields.EncryptedJSONField(null=True)),
                ('note', caarisma.common.fields.EncryptedJSONField(null=True)),
                ('shared', caarisma.common.fields.EncryptedJSONField(help_text='What was ticked: code and the sentence that was shown', null=True)),
                ('names_clinic', models.BooleanField(default=False, help_text='Mails may name the clinic')),
                ('language', models.CharField(max_length=8)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('intake', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='search.intake')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.practicelocation')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['expires_at'], name='request_draft_by_end'),
                    models.Index(fields=['session_hash', '-made_at'], name='request_draft_by_browser'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('way__in', ['email', 'phone'])), name='request_draft_way_known'),
                    models.CheckConstraint(condition=models.Q(('expires_at', django.db.models.expressions.CombinedExpression(models.F('made_at'), '+', models.Value(datetime.timedelta(days=3))))), name='request_draft_kept_72_hours'),
                    models.CheckConstraint(condition=models.Q(models.Q(('email__isnull', False), ('way', 'email')), models.Q(('phone__isnull', False), ('way', 'phone')), _connector='OR'), name='request_draft_can_be_answered'),
                ],
            },
        ),
        CreateModel(
            name='PressLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('confirm', 'send a request'), ('open', "open one's requests")], max_length=7)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('code_hash', models.CharField(max_length=64)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('session_hash', models.CharField(help_text='The browser that asked for it: where the code is typed', max_length=64)),
                ('made_at', models.DateTimeField()),
                ('code_ends_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('asker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='consultations.asker')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='consultations.request')),
                ('draft', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='links', to='consultations.requestdraft')),
            ],
            options={
                'indexes': [models.Index(fields=['session_hash', '-made_at'], name='press_link_by_browser')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('purpose__in', ['confirm', 'open'])), name='press_link_purpose_known'),
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at'))), name='press_link_ends_later'),
                    models.CheckConstraint(condition=models.Q(('code_tries__lte', 5)), name='press_link_five_tries'),
                ],
            },
        ),
        CreateModel(
            name='RequestWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_name', models.CharField(blank=True, max_length=60)),
                ('phone', caarisma.common.fields.EncryptedJSONField(null=True)),
                ('about', models.JSONField(default=dict, help_text='Areas and concerns, by slug')),
                ('note', caarisma.common.fields.EncryptedJSONField(null=True)),
                ('none_fit', caarisma.common.fields.EncryptedJSONField(help_text='New wishes, when none of the offered times fitted', null=True)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='consultations.request')),
            ],
        ),
        CreateModel(
            name='SharedFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_key', models.CharField(editable=False, help_text='Keyed hash: the code itself is nowhere', max_length=64)),
                ('sentence', caarisma.common.fields.EncryptedJSONField()),
                ('ticked_at', models.DateTimeField()),
                ('hidden_at', models.DateTimeField(blank=True, null=True)),
                ('first_read_at', models.DateTimeField(blank=True, null=True)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='consultations.request')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('request', 'code_key'), name='fact_once_a_request')],
            },
        ),
        CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('at', models.TimeField()),
                ('zone', models.CharField(max_length=40)),
                ('starts', models.DateTimeField()),
                ('ends', models.DateTimeField()),
                ('booked', models.BooleanField(default=True)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('stamped_at', models.DateTimeField(help_text='When it was last changed: DTSTAMP of its calendar file')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.practicelocation')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.provider')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='visit', to='consultations.request')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='visit_ends_later'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('booked', True)), expressions=[(models.Func(models.F('provider'), models.F('provider'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('starts'), models.F('ends'), django.contrib.postgres.fields.ranges.RangeBoundary(), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='visit_one_at_a_time'),
                ],
            },
        ),
        # By themselves, in this order: who sends twice at once breaks both, and PostgreSQL names the one that was made first.
        # It must be the one that says so: FiveOpen would be the wrong words (steps/refusals.py).
        migrations.AddConstraint(
            model_name='request',
            constraint=models.UniqueConstraint(condition=models.Q(('open_seat__isnull', False)), fields=('asker', 'provider'), name='request_one_open_a_provider'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.UniqueConstraint(fields=('asker', 'open_seat'), name='request_five_open'),
        ),
        # By itself: KEYS leans on it, and where a column is generated Django writes a new table's constraints last of all.
        migrations.AddConstraint(
            model_name='move',
            constraint=models.UniqueConstraint(fields=('request', 'n', 'to_state'), name='move_leads_to'),
        ),
        CreateModel(
            name='Nudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('told_at', models.DateTimeField()),
                ('pauses_at', models.DateTimeField(help_text='From then on it gets no new requests, unless it answers')),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nudges', to='directory.provider')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('provider',), name='nudge_one_open'), models.CheckConstraint(condition=models.Q(('pauses_at__gt', models.F('told_at'))), name='nudge_gives_time'), models.CheckConstraint(condition=models.Q(('paused_at', None), ('paused_at__gte', models.F('pauses_at')), _connector='OR'), name='nudge_pauses_in_time'), models.CheckConstraint(condition=models.Q(('ended_by', None), ('ended_at__isnull', False), _connector='OR'), name='nudge_ended_by_when_ended')],
            },
        ),
        CreateModel(
            name='SpecialDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('is_open', models.BooleanField(default=False)),
                ('said_at', models.DateTimeField()),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='special_days', to='directory.practicelocation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'day'), name='special_day_once')],
            },
        ),
        migrations.RunSQL(MOVES, NO_MOVES),
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(ONLY_GROWS, MAY_SHRINK),
    ]
