from caarisma.common.append_only import asks_our_tables, dated_now, kept, not_emptied
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('screening', '0001_initial'),
    ]

    operations = [
        dated_now('screening_caseevent', 'at'),
        dated_now('screening_sourcepage', 'saved_at'),
        kept('screening_twopersondecision'),
        not_emptied('screening_twopersondecision'),
        dated_now('screening_twopersondecision', 'first_at'),
        kept('screening_providerhold'),
        not_emptied('screening_providerhold'),
        dated_now('screening_providerhold', 'placed_at'),
        not_emptied('screening_rulereading'),
        asks_our_tables('check_rests_on_its_own'),
        asks_our_tables('rule_reading_begins'),
        asks_our_tables('change_moves'),
    ]
