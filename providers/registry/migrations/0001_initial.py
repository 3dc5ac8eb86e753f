import django.db.models.deletion
from caarisma.common.append_only import append_only
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegistryAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('npi', models.CharField(max_length=10, verbose_name='NPI')),
                ('at', models.DateTimeField()),
                ('source', models.CharField(choices=[('api', 'NPPES registry'), ('file', 'NPPES file'), ('demonstration', 'Made up for the demonstration')], max_length=13)),
                ('in_use', models.BooleanField()),
                ('facts', models.JSONField(blank=True, default=dict, help_text='Name, profession and date of the record; the file and its line')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registry_answers', to='directory.provider')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['provider', '-at'], name='registry_answer_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['api', 'file', 'demonstration'])), name='registry_answer_source_known')],
            },
        ),
        append_only('registry_registryanswer'),
    ]
