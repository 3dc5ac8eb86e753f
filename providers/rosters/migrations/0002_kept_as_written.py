from caarisma.common.append_only import dated_now, goes_with, not_emptied, stays
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('rosters', '0001_initial'),
    ]

    operations = [
        stays('rosters_licenselook'),
        goes_with('rosters_licenselook', 'directory_license', 'license_id'),
        not_emptied('rosters_licenselook'),
        dated_now('rosters_licenselook', 'at'),
    ]
