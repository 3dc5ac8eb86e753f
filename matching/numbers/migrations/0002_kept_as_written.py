from caarisma.common.append_only import dated_now
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('numbers', '0001_initial'),
    ]

    operations = [
        dated_now('numbers_monthfigures', 'frozen_at'),
    ]
