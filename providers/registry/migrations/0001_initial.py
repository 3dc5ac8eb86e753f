import django.db.models.deletion
from caarisma.common.append_only import append_only
from caarisma.common.creating import CreateModel
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('directory', '0001_initial'),
    ]

    operations = [
        CreateModel(
            name='RegistryAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('npi', models.CharField(max_length=10, verbose_name='NPI')),
                ('at', models.DateTimeField()),
                ('source', models.CharField(choices=[('api', 'NPPES registry'), ('file', 'NPPES file'), ('demonstration', 'Made up for the demonstration')], max_length=13)),
                ('in_use', models.BooleanField()),
                ('question', models.CharField(blank=True, choices=[('out_of_service', 'The registry says that this number is out of service'), ('not_known', 'The registry does not know this number'), ('other_name', 'The name in the registry is another one')], help_text='Why it does not speak for the number of that day', max_length=14)),
                ('facts', models.JSONField(blank=True, default=dict, help_text='Name, profession and date of the record; the file and its line')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registry_answers', to='directory.provider')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['provider', '-at'], name='registry_answer_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['api', 'file', 'demonstration'])), name='registry_answer_source_known'), models.CheckConstraint(condition=models.Q(('question__in', ['', 'out_of_service', 'not_known', 'other_name'])), name='registry_answer_question_known'), models.CheckConstraint(condition=models.Q(('in_use', True), models.Q(('question', ''), _negated=True), _connector='OR'), name='registry_answer_not_in_use_asks')],
            },
        ),
        append_only('registry_registryanswer'),
    ]
