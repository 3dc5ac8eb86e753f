import caarisma.common.fields
import django.db.models.deletion
from caarisma.common.creating import CreateModel
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def person():
    return models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('screening', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('appeal', 'An appeal: the decision is wrong'), ('correction', 'A correction: something you have on record is wrong')], max_length=10)),
                ('words', caarisma.common.fields.EncryptedJSONField(help_text='People write about patients whatever one asks of them')),
                ('sent_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'We agree'), ('refused', 'We do not agree')], max_length=7)),
                ('answer', caarisma.common.fields.EncryptedJSONField(help_text='The provider reads exactly this.', null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', person()),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='screening.screeningcase')),
                ('decided_by', person()),
                ('first_by', person()),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='directory.provider')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [
                    models.CheckConstraint(name='appeal_kind_known', condition=Q(kind__in=['appeal', 'correction'])),
                    models.CheckConstraint(name='appeal_due_later', condition=Q(due_at__gt=F('sent_at'))),
                    models.CheckConstraint(name='appeal_is_against_a_decision', condition=Q(kind='correction') | Q(case__isnull=False, decided_by__isnull=False)),
                    models.CheckConstraint(name='appeal_answer_is_whole', condition=Q(outcome='', answer=None, answered_by__isnull=True, answered_at__isnull=True) | Q(outcome__in=['granted', 'refused'], answer__isnull=False, answered_by__isnull=False, answered_at__isnull=False)),
                    models.CheckConstraint(name='appeal_by_somebody_else', condition=(Q(answered_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(answered_by=F('decided_by'))) & (Q(answered_by__isnull=True) | Q(first_by__isnull=True) | ~Q(answered_by=F('first_by')))),
                    models.UniqueConstraint(name='appeal_open_once', fields=('provider', 'kind'), condition=Q(outcome='')),
                    models.UniqueConstraint(name='appeal_once_a_decision', fields=('case',), condition=Q(kind='appeal')),
                ],
            },
        ),
    ]
