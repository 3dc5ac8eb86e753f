import caarisma.common.fields
import django.db.models.deletion
from caarisma.common.creating import CreateModel
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('screening', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('join', 'Number of somebody who joins'), ('number', 'Number of a case'), ('street', 'Street of a clinic')], max_length=6)),
                ('asked_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('available_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('refused', models.CharField(blank=True, help_text='Why nothing came of it, for the person', max_length=300)),
                ('said', models.CharField(blank=True, help_text='What the machine found, as codes', max_length=200)),
                ('typed', caarisma.common.fields.EncryptedJSONField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(blank=True, help_text='Of the case, as the page showed it', null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errands', to=settings.AUTH_USER_MODEL)),
                ('case', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='errand', to='screening.screeningcase')),
                ('location', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='errand', to='directory.practicelocation')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['available_at'], name='errand_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('kind', 'join'), ('location__isnull', True), ('typed__isnull', False)), models.Q(('case__isnull', False), ('kind', 'number'), ('location__isnull', True), ('typed__isnull', True)), models.Q(('case__isnull', True), ('kind', 'street'), ('location__isnull', False), ('typed__isnull', True)), _connector='OR'), name='errand_is_about_one_thing'), models.CheckConstraint(condition=models.Q(('done_at__isnull', False), models.Q(('refused', ''), ('said', '')), _connector='OR'), name='errand_says_something_once_done'), models.UniqueConstraint(condition=models.Q(('kind', 'join')), fields=('asked_by',), name='errand_one_joiner_once')],
            },
        ),
    ]
