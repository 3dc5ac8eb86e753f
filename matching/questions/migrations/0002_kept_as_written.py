from caarisma.common.append_only import asks_our_tables, dated_now, goes_with, not_emptied
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('questions', '0001_initial'),
    ]

    operations = [
        asks_our_tables('questions_keep'),
        asks_our_tables('questions_by_ticks'),
        not_emptied('questions_questionmove'),
        dated_now('questions_questionmove', 'at'),
        goes_with('questions_questionlook', 'questions_questiontext', 'text_id'),
        not_emptied('questions_questionlook'),
        dated_now('questions_questionlook', 'at'),
    ]
