from caarisma.common.append_only import dated_now, goes_with, not_emptied
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('aftercare', '0001_initial'),
    ]

    operations = [
        goes_with('aftercare_placealertstep', 'aftercare_placealert', 'alert_id'),
        not_emptied('aftercare_placealertstep'),
        dated_now('aftercare_placealertstep', 'at'),
    ]
