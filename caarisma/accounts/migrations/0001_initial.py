import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from caarisma.common.creating import CreateModel
from django.conf import settings
from caarisma.common.append_only import append_only, create_function, dated_by_the_database
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('is_staff', models.BooleanField(default=False, help_text='May open the staff desk.', verbose_name='staff')),
                ('is_active', models.BooleanField(default=True, help_text='Untick instead of deleting an account.', verbose_name='active')),
                ('language', models.CharField(blank=True, help_text='In which we write to them', max_length=8, verbose_name='language')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='joined')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower(models.F('email')))), name='user_email_in_lower_case'),
                    models.CheckConstraint(condition=models.Q(('language__in', ['', 'en', 'es'])), name='user_language_known'),
                ],
            },
        ),
        CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('written_at', models.DateTimeField(editable=False, help_text="By the database's clock")),
                ('is_dated_back', models.BooleanField(default=False, editable=False, help_text='Of a demonstration')),
                ('verb', models.CharField(max_length=40)),
                ('about', models.CharField(blank=True, max_length=120)),
                ('details', models.JSONField(blank=True, default=dict, help_text='Counts, codes and filters')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audit_events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['-at'], name='audit_event_by_time')],
            },
        ),
        create_function(),
        append_only('accounts_auditevent'),
        dated_by_the_database('accounts_auditevent'),
    ]
