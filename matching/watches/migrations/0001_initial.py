
import caarisma.common.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from caarisma.common.creating import CreateModel
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consultations', '0001_initial'),
        ('directory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name='WatchChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), size=None)),
                ('concerns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), size=None)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('areas', 'concerns'), name='watch_choice_once')],
            },
        ),
        CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('search', 'A search'), ('place', 'A clinic')], max_length=6)),
                ('state', models.CharField(choices=[('waiting', 'Waits for your press on the link in the mail'), ('live', 'On'), ('ended', 'Ended'), ('stopped', 'Stopped')], max_length=7)),
                ('how_often', models.CharField(choices=[('at_once', 'At once, one mail a day at most'), ('weekly', 'Once a week at most, on Tuesdays')], max_length=7)),
                ('email', caarisma.common.fields.EncryptedJSONField(null=True)),
                ('email_key', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('browser', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('language', models.CharField(max_length=8)),
                ('zip_code', models.CharField(blank=True, default='', max_length=5)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('radius_miles', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('max_price', models.PositiveIntegerField(blank=True, help_text='Most for one session, whole dollars', null=True)),
                ('slots', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('weekday_morning', 'Weekday mornings'), ('weekday_afternoon', 'Weekday afternoons'), ('weekday_evening', 'Weekday evenings'), ('saturday', 'Saturdays'), ('sunday', 'Sundays')], max_length=20), blank=True, default=list, size=None)),
                ('slots_required', models.BooleanField(default=False)),
                ('wishes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None)),
                ('musts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None)),
                ('matters_most', models.CharField(blank=True, choices=[('distance', 'Near me'), ('cost', 'A low price'), ('openings', 'Soon'), ('wishes', 'What I wished for'), ('experience', 'Experience')], default='', max_length=10)),
                ('time_zone', models.CharField(help_text='Of the ZIP code or the clinic: when it is Tuesday 9 AM', max_length=40)),
                ('answers_hash', models.CharField(editable=False, max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('looked_at', models.DateTimeField(blank=True, help_text='Empty: the directory was not compared yet', null=True)),
                ('mail_due_at', models.DateTimeField(blank=True, help_text='Something is new, and is told then', null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('end_told_at', models.DateTimeField(blank=True, help_text='That it ends soon', null=True)),
                ('asker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='consultations.asker')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='directory.practicelocation')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='watches', to=settings.AUTH_USER_MODEL)),
                ('choice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='watches.watchchoice')),
            ],
            options={
                'verbose_name_plural': 'watches',
                'indexes': [
                    models.Index(condition=models.Q(('kind', 'search'), ('state', 'live')), fields=['radius_miles', 'latitude', 'longitude'], name='watch_by_place'),
                    models.Index(condition=models.Q(('state', 'live')), fields=['mail_due_at'], name='watch_due'),
                    models.Index(condition=models.Q(('looked_at', None), ('state', 'live')), fields=['id'], name='watch_not_looked'),
                    models.Index(fields=['state', 'ends_at'], name='watch_by_end'),
                    models.Index(condition=models.Q(('state', 'waiting')), fields=['browser'], name='watch_by_browser'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('user', 'answers_hash'), name='watch_once_an_account'),
                    models.UniqueConstraint(fields=('asker', 'answers_hash'), name='watch_once_an_asker'),
                    models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('email_key', 'browser', 'answers_hash'), name='watch_waits_once'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['search', 'place'])), name='watch_kind_known'),
                    models.CheckConstraint(condition=models.Q(('how_often__in', ['at_once', 'weekly'])), name='watch_how_often_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('email__isnull', False), ('state', 'waiting'), models.Q(('email_key', ''), _negated=True), models.Q(('browser', ''), _negated=True), ('asker', None), ('user', None)), models.Q(('browser', ''), ('confirmed_at__isnull', False), ('email', None), ('email_key', ''), ('state__in', ('live', 'ended', 'stopped')), models.Q(models.Q(('asker', None), ('user__isnull', False)), models.Q(('asker__isnull', False), ('user', None)), _connector='OR')), _connector='OR'), name='watch_owner_by_state'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ('ended', 'stopped'))), models.Q(models.Q(('state__in', ('ended', 'stopped')), _negated=True), ('ended_at', None)), _connector='OR'), name='watch_ended_when_over'),
                    models.CheckConstraint(condition=models.Q(('state', 'live'), ('mail_due_at', None), _connector='OR'), name='watch_mails_while_live'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'search'), ('place', None), ('choice__isnull', False), ('latitude__range', (-90.0, 90.0)), ('longitude__range', (-180.0, 180.0)), ('radius_miles__in', (5, 10, 15, 25, 50, 100)), ('zip_code__regex', '^[0-9]{5}$')), models.Q(('kind', 'place'), ('place__isnull', False), ('choice', None), ('latitude', None), ('longitude', None), ('radius_miles', None), ('zip_code', '')), _connector='OR'), name='watch_search_or_place'),
                    models.CheckConstraint(condition=models.Q(('max_price__isnull', True), ('max_price__range', (20, 5000)), _connector='OR'), name='watch_price_plausible'),
                    models.CheckConstraint(condition=models.Q(('slots__contained_by', ['weekday_morning', 'weekday_afternoon', 'weekday_evening', 'saturday', 'sunday'])), name='watch_slots_known'),
                    models.CheckConstraint(condition=models.Q(('slots_required', False), models.Q(('slots', []), _negated=True), _connector='OR'), name='watch_slots_required_names_some'),
                    models.CheckConstraint(condition=models.Q(('wishes__contained_by', ['doctor', 'woman', 'man', 'step_free', 'parking', 'video_first', 'speaks:en', 'speaks:es', 'speaks:zh', 'speaks:tl', 'speaks:vi', 'speaks:fr', 'speaks:ar', 'speaks:ko', 'speaks:ru', 'speaks:pt', 'speaks:hi', 'speaks:fa', 'speaks:pl']), ('musts__contained_by', ['doctor', 'woman', 'man', 'step_free', 'parking', 'video_first', 'speaks:en', 'speaks:es', 'speaks:zh', 'speaks:tl', 'speaks:vi', 'speaks:fr', 'speaks:ar', 'speaks:ko', 'speaks:ru', 'speaks:pt', 'speaks:hi', 'speaks:fa', 'speaks:pl'])), name='watch_wishes_known'),
                    models.CheckConstraint(condition=models.Q(('wishes__overlap', models.F('musts')), _negated=True), name='watch_wish_or_must'),
                    models.CheckConstraint(condition=models.Q(('matters_most__in', ['', 'distance', 'cost', 'openings', 'wishes', 'experience'])), name='watch_matters_most_known'),
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('asked_at'))), name='watch_ends_later'),
                ],
            },
        ),
        CreateModel(
            name='WatchLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('confirm', 'confirm'), ('open', 'open'), ('renew', 'renew')], max_length=7)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('browser', models.CharField(blank=True, default='', max_length=64)),
                ('made_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('used_in', models.CharField(blank=True, default='', max_length=64)),
                ('watch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='watches.watch')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('purpose__in', ['confirm', 'open', 'renew'])), name='watch_link_purpose_known'),
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at'))), name='watch_link_ends_later'),
                    models.CheckConstraint(condition=models.Q(models.Q(('used_at', None), ('used_in', '')), models.Q(('used_at__isnull', False), models.Q(('used_in', ''), _negated=True)), _connector='OR'), name='watch_link_used_somewhere'),
                ],
            },
        ),
        CreateModel(
            name='WatchMark',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('seen', models.TextField()),
                ('origin', models.TextField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='watch_mark_is_one_row')],
            },
        ),
        CreateModel(
            name='WatchSighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fits', models.BooleanField(default=True)),
                ('news_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.provider')),
                ('watch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sightings', to='watches.watch')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('fits', True), ('told_at', None)), fields=['watch'], name='watch_sighting_news')],
                'constraints': [
                    models.UniqueConstraint(fields=('watch', 'provider'), name='watch_sighting_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('fits', True), ('left_at', None)), models.Q(('fits', False), ('left_at__isnull', False)), _connector='OR'), name='watch_sighting_left_or_fits'),
                    models.CheckConstraint(condition=models.Q(('news_at__isnull', False), ('told_at__isnull', False), _connector='OR'), name='watch_sighting_news_or_told'),
                ],
            },
        ),
    ]
