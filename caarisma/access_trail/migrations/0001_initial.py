from django.db import migrations, models

from caarisma.access_trail.first_sql import functions, triggers
from caarisma.common.append_only import append_only
from caarisma.common.creating import CreateModel


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('accounts', '0001_initial'),
        ('mfa', '0003_authenticator_type_uniq'),
    ]

    operations = [
        CreateModel(
            name='AccessChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('account', models.BigIntegerField(help_text='Whose; none for a role', null=True)),
                ('by', models.BigIntegerField(help_text='Who was signed in; none for commands and for strangers', null=True)),
                ('what', models.CharField(max_length=40)),
                ('details', models.JSONField(help_text='Codes and names of roles, never an address or a secret')),
            ],
            options={
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['-at'], name='access_change_by_time')],
            },
        ),
        append_only('access_trail_accesschange'),
        functions(),
        triggers(),
    ]
