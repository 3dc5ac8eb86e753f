from caarisma.common.append_only import asks_our_tables, dated_now, kept, not_emptied
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('exclusions', '0001_initial'),
    ]

    operations = [
        dated_now('exclusions_listcomparison', 'at'),
        kept('exclusions_listagreement'),
        not_emptied('exclusions_listagreement'),
        dated_now('exclusions_listagreement', 'first_at'),
        asks_our_tables('list_taken_by_two'),
    ]
