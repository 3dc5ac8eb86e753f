import django.db.models.deletion
from caarisma.common.creating import CreateModel
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(help_text='Why they are the same, by the first person')),
                ('first_at', models.DateTimeField()),
                ('second_at', models.DateTimeField(blank=True, null=True)),
                ('second_words', models.TextField(blank=True)),
                ('outcome', models.CharField(blank=True, choices=[('merged', 'Merged'), ('refused', 'Refused')], max_length=7)),
                ('drop', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merges_dropped', to='directory.provider')),
                ('drop_place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merges_dropped', to='directory.practicelocation')),
                ('first_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('keep', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merges_kept', to='directory.provider')),
                ('keep_place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merges_kept', to='directory.practicelocation')),
                ('second_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(name='merge_by_two_people', condition=Q(second_by__isnull=True) | ~Q(first_by=F('second_by'))),
                    models.CheckConstraint(name='merge_outcome_is_whole', condition=Q(outcome='', second_by__isnull=True, second_at__isnull=True) | Q(outcome__in=['merged', 'refused'], second_by__isnull=False, second_at__isnull=False)),
                    models.CheckConstraint(name='merge_of_two_of_a_kind', condition=(Q(keep__isnull=False, drop__isnull=False, keep_place__isnull=True, drop_place__isnull=True) & ~Q(keep=F('drop'))) | (Q(keep__isnull=True, drop__isnull=True, keep_place__isnull=False, drop_place__isnull=False) & ~Q(keep_place=F('drop_place')))),
                    models.UniqueConstraint(name='merge_waits_once_a_person', fields=('drop',), condition=Q(outcome='', drop__isnull=False)),
                    models.UniqueConstraint(name='merge_waits_once_a_place', fields=('drop_place',), condition=Q(outcome='', drop_place__isnull=False)),
                ],
            },
        ),
    ]
