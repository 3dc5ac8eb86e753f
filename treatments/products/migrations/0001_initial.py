import django.contrib.postgres.fields
import django.db.models.deletion
from caarisma.common.creating import CreateModel
from django.conf import settings
from django.db import migrations, models

# A key that is empty or short would be found in every name.
KEYS = """
ALTER TABLE products_product ADD CONSTRAINT product_keys_are_keys
    CHECK (array_to_string(keys, ',') ~ '^[a-z0-9]{4,}(,[a-z0-9]{4,})*$')
"""

# What two people decided is not decided otherwise afterwards, and what one proposed is what the other signs.
STAYS = """
CREATE TRIGGER fat_use_stays BEFORE UPDATE ON products_fatusedecision FOR EACH ROW
    WHEN (OLD.outcome <> '' OR OLD.shown <> NEW.shown OR OLD.why <> NEW.why OR OLD.first_at <> NEW.first_at
        OR OLD.first_by_id <> NEW.first_by_id)
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER fat_use_is_kept BEFORE DELETE ON products_fatusedecision FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('treatments', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('maker', models.CharField(blank=True, help_text='Empty: many make it', max_length=120)),
                ('contents', models.CharField(help_text='What is in it', max_length=200)),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('contents__regex', '\\S'), ('name__regex', '\\S')), name='product_is_named'), models.CheckConstraint(condition=models.Q(('keys__len__gt', 0)), name='product_has_keys')],
            },
        ),
        CreateModel(
            name='FatUseDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shown', models.BooleanField(choices=[(True, "Show them, with the FDA's words"), (False, 'Do not offer them at all')])),
                ('why', models.TextField(help_text='By the first person')),
                ('first_at', models.DateTimeField()),
                ('second_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('signed', 'Signed'), ('refused', 'Refused')], default='', max_length=7)),
                ('first_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'permissions': [('decide_fatuse', 'Can decide, with a colleague, if shots for fat are shown')],
                'constraints': [models.CheckConstraint(condition=models.Q(('why__regex', '\\S')), name='fat_use_says_why'), models.CheckConstraint(condition=models.Q(('second_by__isnull', True), models.Q(('first_by', models.F('second_by')), _negated=True), _connector='OR'), name='fat_use_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('second_at__isnull', True), ('second_by__isnull', True)), models.Q(('outcome__in', ['signed', 'refused']), ('second_at__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='fat_use_outcome_is_whole'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('outcome',), name='fat_use_waits_once')],
            },
        ),
        CreateModel(
            name='ProductUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('approved', 'Approved by the FDA for this use'), ('compounded', 'Mixed by a pharmacy: the FDA did not look at it'), ('not_approved', 'Not approved by the FDA for this use'), ('warned', 'Named in an official warning')], max_length=12)),
                ('since', models.DateField(help_text='The day of the source')),
                ('by', models.CharField(help_text='Who says so, in short', max_length=60)),
                ('words_en', models.CharField(max_length=300, verbose_name='words (English)')),
                ('words_es', models.CharField(blank=True, max_length=300, verbose_name='words (Spanish)')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='products.product')),
                ('service', models.ForeignKey(blank=True, help_text='Empty: any use not named', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='treatments.areaconcern')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='treatments.source')),
            ],
            options={
                'ordering': ['product', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('product', 'service', 'status'), name='product_use_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('status__in', ['approved', 'compounded', 'not_approved', 'warned'])), name='product_use_status_known'), models.CheckConstraint(condition=models.Q(('by__regex', '\\S'), ('words_en__regex', '\\S')), name='product_use_says_who'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'warned'), _negated=True), ('since__lte', models.Func(output_field=models.DateField(), template='CURRENT_DATE')), _connector='OR'), name='product_warning_is_not_ahead')],
            },
        ),
        migrations.RunSQL(KEYS, "ALTER TABLE products_product DROP CONSTRAINT product_keys_are_keys"),
        migrations.RunSQL(
            STAYS,
            "DROP TRIGGER fat_use_stays ON products_fatusedecision; "
            "DROP TRIGGER fat_use_is_kept ON products_fatusedecision",
        ),
    ]
