from caarisma.common.append_only import asks_our_tables, dated_now, not_emptied
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('consultations', '0001_initial'),
    ]

    operations = [
        asks_our_tables('consultations_keep_move'),
        not_emptied('consultations_move'),
        dated_now('consultations_move', 'at'),
    ]
