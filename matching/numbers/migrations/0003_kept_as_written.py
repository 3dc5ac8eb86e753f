from caarisma.common.append_only import dated_now
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('numbers', '0002_corrections'),
    ]

    operations = [
        dated_now('numbers_monthfigures', 'frozen_at'),
        dated_now('numbers_monthcorrection', 'made_at'),
    ]
