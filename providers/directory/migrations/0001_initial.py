import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import providers.directory.models.location
import providers.directory.models.provider
import providers.directory.npi
from caarisma.common.creating import CreateModel
from django.conf import settings
from django.db import migrations, models


# The rule of providers/directory/npi.py in SQL, for the check constraint on every NPI that is stored.
CREATE_NPI_FUNCTION = """
CREATE FUNCTION npi_is_valid(npi text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  -- every digit doubled, with the digits of the result added: 7 -> 14 -> 5
  doubled text := translate(npi, '0123456789', '0246813579');
BEGIN
  -- 24 is what the prefix 80840 adds to the Luhn sum
  RETURN npi ~ '^[12][0-9]{9}$' AND (
    24
      + substr(doubled, 1, 1)::int + substr(npi, 2, 1)::int
      + substr(doubled, 3, 1)::int + substr(npi, 4, 1)::int
      + substr(doubled, 5, 1)::int + substr(npi, 6, 1)::int
      + substr(doubled, 7, 1)::int + substr(npi, 8, 1)::int
      + substr(doubled, 9, 1)::int + substr(npi, 10, 1)::int
  ) % 10 = 0;
END $$
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('treatments', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CREATE_NPI_FUNCTION, "DROP FUNCTION npi_is_valid(text)"),
        CreateModel(
            name='Provider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('npi', providers.directory.npi.NpiField(max_length=10, unique=True, verbose_name='NPI')),
                ('npi_deactivated_on', models.DateField(blank=True, help_text='The registry says that this NPI is no longer in use.', null=True)),
                ('first_name', models.CharField(max_length=60)),
                ('middle_name', models.CharField(blank=True, max_length=60)),
                ('last_name', models.CharField(max_length=80)),
                ('name_suffix', models.CharField(blank=True, max_length=10)),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('credentials', models.CharField(blank=True, help_text='As written after the name: MD, NP-C', max_length=40)),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('profession', models.CharField(choices=[('md', 'Medical doctor'), ('do', 'Doctor of osteopathic medicine'), ('np', 'Nurse practitioner'), ('pa', 'Physician assistant'), ('rn', 'Registered nurse')], max_length=4)),
                ('specialty', models.CharField(blank=True, help_text='One of providers/directory/specialties.py', max_length=80)),
                ('gender', models.CharField(blank=True, choices=[('woman', 'Woman'), ('man', 'Man'), ('', 'Not stated')], default='', max_length=6)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('en', 'English'), ('es', 'Español'), ('zh', '中文'), ('tl', 'Tagalog'), ('vi', 'Tiếng Việt'), ('fr', 'Français'), ('ar', 'العربية'), ('ko', '한국어'), ('ru', 'Русский'), ('pt', 'Português'), ('hi', 'हिन्दी'), ('fa', 'فارسی'), ('pl', 'Polski')], max_length=2), blank=True, default=list, size=None)),
                ('is_demonstration', models.BooleanField(default=False, editable=False, help_text='Made up for the demonstration. No such person exists.')),
                ('registry_updated_on', models.DateField(blank=True, editable=False, help_text='Last update of the NPPES record this came from.', null=True)),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='provider', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['last_name', 'first_name', 'pk'],
                'indexes': [models.Index(fields=['last_name', 'first_name'], name='provider_by_name')],
                'constraints': [
                    models.CheckConstraint(condition=providers.directory.models.provider.NpiIsValid(models.F('npi')), name='provider_npi_valid'),
                    models.CheckConstraint(condition=models.Q(('profession__in', ['md', 'do', 'np', 'pa', 'rn'])), name='provider_profession_known'),
                    models.CheckConstraint(condition=models.Q(('specialty', ''), models.Q(('profession', 'md'), ('specialty__in', ('Dermatologist', 'Dermatologist, Mohs surgery', 'Dermatologist, procedures', 'Dermatopathologist', 'Plastic surgeon', 'Plastic surgeon, head and neck', 'Plastic and reconstructive surgeon', 'Facial plastic surgeon', 'Ear, nose and throat doctor, facial plastic surgery', 'Eye doctor, plastic surgery', 'Aesthetic medicine doctor', 'Family doctor', 'Internal medicine doctor', 'General practice doctor'))), models.Q(('profession', 'do'), ('specialty__in', ('Dermatologist', 'Dermatologist, Mohs surgery', 'Dermatologist, procedures', 'Dermatopathologist', 'Plastic surgeon', 'Plastic surgeon, head and neck', 'Plastic and reconstructive surgeon', 'Facial plastic surgeon', 'Ear, nose and throat doctor, facial plastic surgery', 'Eye doctor, plastic surgery', 'Aesthetic medicine doctor', 'Family doctor', 'Internal medicine doctor', 'General practice doctor'))), models.Q(('profession', 'np'), ('specialty__in', ('Nurse practitioner', 'Nurse practitioner, aesthetics', 'Nurse practitioner, dermatology', 'Nurse practitioner, family', 'Nurse practitioner, adult health', 'Nurse practitioner, primary care', "Nurse practitioner, women's health"))), models.Q(('profession', 'pa'), ('specialty__in', ('Physician assistant', 'Physician assistant, aesthetics', 'Physician assistant, dermatology', 'Physician assistant, medical', 'Physician assistant, surgical'))), models.Q(('profession', 'rn'), ('specialty__in', ('Registered nurse', 'Registered nurse, aesthetics', 'Registered nurse, dermatology'))), _connector='OR'), name='provider_specialty_known'),
                    models.CheckConstraint(condition=models.Q(('gender__in', ['woman', 'man', ''])), name='provider_gender_known'),
                    models.CheckConstraint(condition=models.Q(('languages__contained_by', ['en', 'es', 'zh', 'tl', 'vi', 'fr', 'ar', 'ko', 'ru', 'pt', 'hi', 'fa', 'pl'])), name='provider_languages_known'),
                    models.CheckConstraint(condition=models.Q(('birth_year__isnull', True), ('birth_year__range', (1900, 2100)), _connector='OR'), name='provider_birth_year_plausible'),
                    models.CheckConstraint(condition=models.Q(models.Q(('is_demonstration', True), ('npi__startswith', '2')), ('is_demonstration', False), _connector='OR'), name='provider_demonstration_npi'),
                ],
            },
        ),
        CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('first_name', models.CharField(blank=True, max_length=60)),
                ('middle_name', models.CharField(blank=True, max_length=60)),
                ('last_name', models.CharField(max_length=80)),
                ('name_suffix', models.CharField(blank=True, max_length=10)),
                ('used_from', models.DateField(blank=True, null=True)),
                ('used_until', models.DateField(blank=True, help_text='Where only the year was said: its last day', null=True)),
                ('source', models.CharField(choices=[('profile', 'Their name here until it changed'), ('provider', 'The provider says so'), ('registry', 'Another last name in the NPI registry')], max_length=8)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='directory.provider')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('provider', 'first_name', 'middle_name', 'last_name', 'name_suffix'), name='former_name_once'), models.CheckConstraint(condition=models.Q(('last_name', ''), _negated=True), name='former_name_has_last_name'), models.CheckConstraint(condition=models.Q(('source__in', ['profile', 'provider', 'registry'])), name='former_name_source_known'), models.CheckConstraint(condition=models.Q(('used_from__isnull', True), ('used_until__isnull', True), ('used_from__lte', models.F('used_until')), _connector='OR'), name='former_name_begins_first')],
            },
        ),
        CreateModel(
            name='PracticeLocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('clinic_name', models.CharField(max_length=120)),
                ('owner_name', models.CharField(blank=True, help_text='A person or a company', max_length=120, verbose_name='owner')),
                ('line1', models.CharField(max_length=120, verbose_name='street')),
                ('line2', models.CharField(blank=True, max_length=120, verbose_name='suite')),
                ('city', models.CharField(max_length=60)),
                ('state', models.CharField(choices=[('AL', 'Alabama'), ('AK', 'Alaska'), ('AZ', 'Arizona'), ('AR', 'Arkansas'), ('CA', 'California'), ('CO', 'Colorado'), ('CT', 'Connecticut'), ('DE', 'Delaware'), ('DC', 'District of Columbia'), ('FL', 'Florida'), ('GA', 'Georgia'), ('HI', 'Hawaii'), ('ID', 'Idaho'), ('IL', 'Illinois'), ('IN', 'Indiana'), ('IA', 'Iowa'), ('KS', 'Kansas'), ('KY', 'Kentucky'), ('LA', 'Louisiana'), ('ME', 'Maine'), ('MD', 'Maryland'), ('MA', 'Massachusetts'), ('MI', 'Michigan'), ('MN', 'Minnesota'), ('MS', 'Mississippi'), ('MO', 'Missouri'), ('MT', 'Montana'), ('NE', 'Nebraska'), ('NV', 'Nevada'), ('NH', 'New Hampshire'), ('NJ', 'New Jersey'), ('NM', 'New Mexico'), ('NY', 'New York'), ('NC', 'North Carolina'), ('ND', 'North Dakota'), ('OH', 'Ohio'), ('OK', 'Oklahoma'), ('OR', 'Oregon'), ('PA', 'Pennsylvania'), ('RI', 'Rhode Island'), ('SC', 'South Carolina'), ('SD', 'South Dakota'), ('TN', 'Tennessee'), ('TX', 'Texas'), ('UT', 'Utah'), ('VT', 'Vermont'), ('VA', 'Virginia'), ('WA', 'Washington'), ('WV', 'West Virginia'), ('WI', 'Wisconsin'), ('WY', 'Wyoming'), ('AS', 'American Samoa'), ('GU', 'Guam'), ('MP', 'Northern Mariana Islands'), ('PR', 'Puerto Rico'), ('VI', 'U.S. Virgin Islands')], max_length=2)),
                ('zip_code', models.CharField(max_length=5, verbose_name='ZIP code')),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
                ('placed_by', models.CharField(choices=[('zip', 'Middle of the ZIP code'), ('street', 'Street address'), ('pin', 'Pin that the clinic set')], default='zip', max_length=6)),
                ('time_zone', models.CharField(choices=[('America/Adak', 'America/Adak'), ('America/Anchorage', 'America/Anchorage'), ('America/Boise', 'America/Boise'), ('America/Chicago', 'America/Chicago'), ('America/Denver', 'America/Denver'), ('America/Detroit', 'America/Detroit'), ('America/Indiana/Indianapolis', 'America/Indiana/Indianapolis'), ('America/Indiana/Knox', 'America/Indiana/Knox'), ('America/Indiana/Marengo', 'America/Indiana/Marengo'), ('America/Indiana/Petersburg', 'America/Indiana/Petersburg'), ('America/Indiana/Tell_City', 'America/Indiana/Tell_City'), ('America/Indiana/Vevay', 'America/Indiana/Vevay'), ('America/Indiana/Vincennes', 'America/Indiana/Vincennes'), ('America/Indiana/Winamac', 'America/Indiana/Winamac'), ('America/Juneau', 'America/Juneau'), ('America/Kentucky/Louisville', 'America/Kentucky/Louisville'), ('America/Kentucky/Monticello', 'America/Kentucky/Monticello'), ('America/Los_Angeles', 'America/Los_Angeles'), ('America/Menominee', 'America/Menominee'), ('America/Metlakatla', 'America/Metlakatla'), ('America/New_York', 'America/New_York'), ('America/Nome', 'America/Nome'), ('America/North_Dakota/Beulah', 'America/North_Dakota/Beulah'), ('America/North_Dakota/Center', 'America/North_Dakota/Center'), ('America/North_Dakota/New_Salem', 'America/North_Dakota/New_Salem'), ('America/Phoenix', 'America/Phoenix'), ('America/Puerto_Rico', 'America/Puerto_Rico'), ('America/Sitka', 'America/Sitka'), ('America/St_Thomas', 'America/St_Thomas'), ('America/Yakutat', 'America/Yakutat'), ('Pacific/Guam', 'Pacific/Guam'), ('Pacific/Honolulu', 'Pacific/Honolulu'), ('Pacific/Pago_Pago', 'Pacific/Pago_Pago'), ('Pacific/Saipan', 'Pacific/Saipan')], max_length=40)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('is_active', models.BooleanField(default=True, help_text='Off: this provider no longer works here.')),
                ('accepting_patients', models.BooleanField(default=False)),
                ('step_free_access', models.BooleanField(default=False)),
                ('parking_at_door', models.BooleanField(default=False)),
                ('video_visits', models.BooleanField(default=False, verbose_name='video chat first')),
                ('first_visit_fee', models.PositiveIntegerField(default=0, help_text='Whole dollars')),
                ('first_visit_fee_credited', models.BooleanField(default=False, help_text='Comes off the first session')),
                ('next_opening_at', models.DateTimeField(blank=True, null=True)),
                ('second_opening_at', models.DateTimeField(blank=True, null=True)),
                ('hours_confirmed_on', models.DateField(blank=True, null=True)),
                ('confirmed_on', models.DateField(default=providers.directory.models.location.today_in_utc)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='directory.provider')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['latitude', 'longitude'], name='location_by_place')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['AL', 'AK', 'AZ', 'AR', 'CA', 'CO', 'CT', 'DE', 'DC', 'FL', 'GA', 'HI', 'ID', 'IL', 'IN', 'IA', 'KS', 'KY', 'LA', 'ME', 'MD', 'MA', 'MI', 'MN', 'MS', 'MO', 'MT', 'NE', 'NV', 'NH', 'NJ', 'NM', 'NY', 'NC', 'ND', 'OH', 'OK', 'OR', 'PA', 'RI', 'SC', 'SD', 'TN', 'TX', 'UT', 'VT', 'VA', 'WA', 'WV', 'WI', 'WY', 'AS', 'GU', 'MP', 'PR', 'VI'])), name='location_state_known'),
                    models.CheckConstraint(condition=models.Q(('time_zone__in', ('America/Adak', 'America/Anchorage', 'America/Boise', 'America/Chicago', 'America/Denver', 'America/Detroit', 'America/Indiana/Indianapolis', 'America/Indiana/Knox', 'America/Indiana/Marengo', 'America/Indiana/Petersburg', 'America/Indiana/Tell_City', 'America/Indiana/Vevay', 'America/Indiana/Vincennes', 'America/Indiana/Winamac', 'America/Juneau', 'America/Kentucky/Louisville', 'America/Kentucky/Monticello', 'America/Los_Angeles', 'America/Menominee', 'America/Metlakatla', 'America/New_York', 'America/Nome', 'America/North_Dakota/Beulah', 'America/North_Dakota/Center', 'America/North_Dakota/New_Salem', 'America/Phoenix', 'America/Puerto_Rico', 'America/Sitka', 'America/St_Thomas', 'America/Yakutat', 'Pacific/Guam', 'Pacific/Honolulu', 'Pacific/Pago_Pago', 'Pacific/Saipan'))), name='location_time_zone_known'),
                    models.CheckConstraint(condition=models.Q(('zip_code__regex', '^[0-9]{5}$')), name='location_zip_has_five_digits'),
                    models.CheckConstraint(condition=models.Q(('placed_by__in', ['zip', 'street', 'pin'])), name='location_placed_by_known'),
                    models.CheckConstraint(condition=models.Q(('latitude__range', (-15.0, 72.0)), models.Q(('longitude__range', (-180.0, -64.0)), ('longitude__range', (144.0, 180.0)), _connector='OR')), name='location_on_us_soil'),
                    models.CheckConstraint(condition=models.Q(('first_visit_fee__lte', 2000)), name='location_fee_plausible'),
                    models.CheckConstraint(condition=models.Q(('second_opening_at', None), models.Q(('next_opening_at__isnull', False), ('next_opening_at__lt', models.F('second_opening_at'))), _connector='OR'), name='location_second_opening_is_later'),
                ],
            },
        ),
        CreateModel(
            name='License',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('state', models.CharField(choices=[('AL', 'Alabama'), ('AK', 'Alaska'), ('AZ', 'Arizona'), ('AR', 'Arkansas'), ('CA', 'California'), ('CO', 'Colorado'), ('CT', 'Connecticut'), ('DE', 'Delaware'), ('DC', 'District of Columbia'), ('FL', 'Florida'), ('GA', 'Georgia'), ('HI', 'Hawaii'), ('ID', 'Idaho'), ('IL', 'Illinois'), ('IN', 'Indiana'), ('IA', 'Iowa'), ('KS', 'Kansas'), ('KY', 'Kentucky'), ('LA', 'Louisiana'), ('ME', 'Maine'), ('MD', 'Maryland'), ('MA', 'Massachusetts'), ('MI', 'Michigan'), ('MN', 'Minnesota'), ('MS', 'Mississippi'), ('MO', 'Missouri'), ('MT', 'Montana'), ('NE', 'Nebraska'), ('NV', 'Nevada'), ('NH', 'New Hampshire'), ('NJ', 'New Jersey'), ('NM', 'New Mexico'), ('NY', 'New York'), ('NC', 'North Carolina'), ('ND', 'North Dakota'), ('OH', 'Ohio'), ('OK', 'Oklahoma'), ('OR', 'Oregon'), ('PA', 'Pennsylvania'), ('RI', 'Rhode Island'), ('SC', 'South Carolina'), ('SD', 'South Dakota'), ('TN', 'Tennessee'), ('TX', 'Texas'), ('UT', 'Utah'), ('VT', 'Vermont'), ('VA', 'Virginia'), ('WA', 'Washington'), ('WV', 'West Virginia'), ('WI', 'Wisconsin'), ('WY', 'Wyoming'), ('AS', 'American Samoa'), ('GU', 'Guam'), ('MP', 'Northern Mariana Islands'), ('PR', 'Puerto Rico'), ('VI', 'U.S. Virgin Islands')], max_length=2)),
                ('profession', models.CharField(choices=[('md', 'Medical doctor'), ('do', 'Doctor of osteopathic medicine'), ('np', 'Nurse practitioner'), ('pa', 'Physician assistant'), ('rn', 'Registered nurse')], max_length=4)),
                ('number', models.CharField(max_length=30)),
                ('status', models.CharField(choices=[('reported', 'Reported by the provider, not checked'), ('active', 'Active'), ('probation', 'Active with limits or probation'), ('inactive', 'Inactive or retired'), ('expired', 'Expired'), ('suspended', 'Suspended'), ('revoked', 'Revoked'), ('surrendered', 'Surrendered')], default='reported', max_length=12)),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('verified_on', models.DateField(blank=True, null=True)),
                ('source', models.CharField(blank=True, help_text="Who says so: the board's look-up page", max_length=120)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='licenses', to='directory.provider')),
            ],
            options={
                'ordering': ['provider_id', 'state', 'number'],
                'constraints': [
                    models.UniqueConstraint(fields=('provider', 'state', 'number'), name='license_once_a_provider'),
                    models.UniqueConstraint(condition=models.Q(('status', 'reported'), _negated=True), fields=('state', 'profession', 'number'), name='license_number_once_a_board'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['AL', 'AK', 'AZ', 'AR', 'CA', 'CO', 'CT', 'DE', 'DC', 'FL', 'GA', 'HI', 'ID', 'IL', 'IN', 'IA', 'KS', 'KY', 'LA', 'ME', 'MD', 'MA', 'MI', 'MN', 'MS', 'MO', 'MT', 'NE', 'NV', 'NH', 'NJ', 'NM', 'NY', 'NC', 'ND', 'OH', 'OK', 'OR', 'PA', 'RI', 'SC', 'SD', 'TN', 'TX', 'UT', 'VT', 'VA', 'WA', 'WV', 'WI', 'WY', 'AS', 'GU', 'MP', 'PR', 'VI'])), name='license_state_known'),
                    models.CheckConstraint(condition=models.Q(('status__in', ['reported', 'active', 'probation', 'inactive', 'expired', 'suspended', 'revoked', 'surrendered'])), name='license_status_known'),
                    models.CheckConstraint(condition=models.Q(('profession__in', ['md', 'do', 'np', 'pa', 'rn'])), name='license_profession_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'active'), _negated=True), models.Q(('expires_on__isnull', False), ('verified_on__isnull', False)), _connector='OR'), name='license_active_has_proof'),
                ],
            },
        ),
        CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Español')], default='en', max_length=2)),
                ('details_confirmed_at', models.DateTimeField(blank=True, help_text='The provider looked at them.', null=True)),
                ('insurer', models.CharField(blank=True, max_length=80)),
                ('insurance_ends_on', models.DateField(blank=True, null=True)),
                ('claims_board', models.BooleanField(blank=True, help_text='Unknown: not asked', null=True, verbose_name='board certified')),
                ('board_name', models.CharField(blank=True, max_length=80)),
                ('board_ends_on', models.DateField(blank=True, null=True)),
                ('products', models.TextField(blank=True, help_text='The product by its name')),
                ('products_maker', models.CharField(blank=True, max_length=200)),
                ('products_source', models.CharField(blank=True, help_text='Where it is bought', max_length=200)),
                ('products_bought_from', models.CharField(blank=True, choices=[('maker', 'The maker or its distributor'), ('503a', 'A compounding pharmacy, for one named patient (503A)'), ('503b', 'An outsourcing pharmacy (503B)'), ('other', 'Somebody else')], max_length=5)),
                ('provider', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='statement', to='directory.provider')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('products_bought_from__in', ['', 'maker', '503a', '503b', 'other'])), name='statement_seller_known')],
            },
        ),
        CreateModel(
            name='WeeklyHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')])),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='directory.practicelocation')),
            ],
            options={
                'verbose_name_plural': 'weekly hours',
                'ordering': ['weekday', 'opens'],
                'constraints': [
                    models.UniqueConstraint(fields=('location', 'weekday', 'opens'), name='hours_open_once'),
                    models.CheckConstraint(condition=models.Q(('weekday__in', [0, 1, 2, 3, 4, 5, 6])), name='hours_weekday_known'),
                    models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='hours_close_after_opening'),
                ],
            },
        ),
        CreateModel(
            name='Offering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('price_per_session', models.PositiveIntegerField(help_text='Whole dollars')),
                ('sessions_done', models.PositiveIntegerField(default=0, help_text='As the provider reports')),
                ('is_active', models.BooleanField(default=True)),
                ('product', models.CharField(blank=True, editable=False, max_length=200)),
                ('product_maker', models.CharField(blank=True, editable=False, max_length=200)),
                ('product_source', models.CharField(blank=True, editable=False, help_text='Where it is bought', max_length=200)),
                ('product_bought_from', models.CharField(blank=True, choices=[('maker', 'The maker or its distributor'), ('503a', 'A compounding pharmacy, for one named patient (503A)'), ('503b', 'An outsourcing pharmacy (503B)'), ('other', 'Somebody else')], editable=False, max_length=5)),
                ('product_key', models.GeneratedField(db_persist=True, expression=models.Func(django.db.models.functions.text.Lower(models.Func(models.Func('product', models.Value('™℠'), models.Value(''), function='translate'), function='normalize', template='%(function)s(%(expressions)s, NFKD)')), models.Value('[^a-z0-9]'), models.Value(''), models.Value('g'), function='regexp_replace'), output_field=models.TextField())),
                ('area_concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offerings', to='treatments.areaconcern')),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offerings', to='directory.practicelocation')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('location', 'area_concern'), name='offering_once'), models.CheckConstraint(condition=models.Q(('price_per_session__range', (20, 5000))), name='offering_price_plausible'), models.CheckConstraint(condition=models.Q(('sessions_done__lte', 20000)), name='offering_sessions_plausible'), models.CheckConstraint(condition=models.Q(models.Q(('product', ''), ('product_maker', ''), ('product_source', '')), models.Q(('product__regex', '\\S'), ('product_maker__regex', '\\S'), ('product_source__regex', '\\S')), _connector='OR'), name='offering_product_is_whole'), models.CheckConstraint(condition=models.Q(('product_bought_from', ''), models.Q(('product_bought_from__in', ['maker', '503a', '503b', 'other']), models.Q(('product', ''), _negated=True)), _connector='OR'), name='offering_seller_known')],
            },
        ),
        CreateModel(
            name='AnswerRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', models.PositiveSmallIntegerField()),
                ('in_time', models.PositiveSmallIntegerField()),
                ('days', models.PositiveSmallIntegerField(blank=True, help_text='Working days, of half; empty: over two', null=True)),
                ('measured_at', models.DateTimeField()),
                ('provider', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='answer_record', to='directory.provider')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('asked__gte', 10)), name='answer_record_from_ten'), models.CheckConstraint(condition=models.Q(('in_time__lte', models.F('asked'))), name='answer_record_in_time_of_asked'), models.CheckConstraint(condition=models.Q(('days', None), ('days__lte', 2), _connector='OR'), name='answer_record_days_known')],
            },
        ),
        CreateModel(
            name='PlaceWays',
            fields=[
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='ways', serialize=False, to='directory.practicelocation')),
                ('pay', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('card', 'Credit or debit card'), ('cash', 'Cash'), ('check', 'Check'), ('phone', 'By phone, like Apple Pay or Google Pay'), ('hsa', 'HSA or FSA card'), ('parts', 'In monthly parts')], max_length=8), blank=True, default=list, size=None)),
                ('park', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('free', 'Free parking lot'), ('paid', 'Paid parking lot or garage'), ('street', 'Parking on the street'), ('reserved', 'Accessible parking spaces'), ('transit', 'A bus or train stop within 5 minutes on foot')], max_length=8), blank=True, default=list, size=None)),
                ('get_in', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('lift', 'Elevator'), ('wide', 'Doors 32 inches wide or more'), ('restroom', 'Accessible restroom'), ('table', 'Treatment table that goes down low'), ('company', 'Somebody may come in with you')], max_length=8), blank=True, default=list, size=None)),
                ('said_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'place ways',
                'constraints': [models.CheckConstraint(condition=models.Q(('pay__contained_by', ['card', 'cash', 'check', 'phone', 'hsa', 'parts'])), name='place_pay_known'), models.CheckConstraint(condition=models.Q(('park__contained_by', ['free', 'paid', 'street', 'reserved', 'transit'])), name='place_park_known'), models.CheckConstraint(condition=models.Q(('get_in__contained_by', ['lift', 'wide', 'restroom', 'table', 'company'])), name='place_get_in_known')],
            },
        ),
    ]
