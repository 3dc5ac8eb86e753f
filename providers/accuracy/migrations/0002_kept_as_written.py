from caarisma.common.append_only import append_only, dated_now, kept, not_emptied
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('accuracy', '0001_initial'),
    ]

    operations = [
        kept('accuracy_drawround'),
        not_emptied('accuracy_drawround'),
        dated_now('accuracy_drawround', 'committed_at'),
        kept('accuracy_opencall'),
        not_emptied('accuracy_opencall'),
        append_only('accuracy_opencalltry'),
        dated_now('accuracy_opencalltry', 'at'),
    ]
