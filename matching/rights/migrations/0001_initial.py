import django.contrib.postgres.fields
from caarisma.common.creating import CreateModel
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receipt', models.CharField(max_length=9, unique=True)),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('done_on', models.DateField()),
                ('lists', models.PositiveIntegerField(default=0)),
                ('requests', models.PositiveIntegerField(default=0)),
                ('told', models.PositiveIntegerField(default=0, help_text='Clinics that were asked to delete what they read')),
                ('account', models.BooleanField(default=False, help_text='An account went as well')),
                ('kept', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kept__contained_by', ['visits', 'clinics', 'reviews', 'provider', 'team', 'staff'])), name='erasure_kept_known'), models.CheckConstraint(condition=models.Q(('account', False), models.Q(('kept__overlap', ['provider', 'team', 'staff']), _negated=True), _connector='OR'), name='erasure_account_goes_or_stays')],
            },
        ),
    ]
