from caarisma.common.append_only import asks_our_tables, dated_now, goes_with, not_emptied
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('reviews', '0001_initial'),
    ]

    operations = [
        asks_our_tables('reviews_keep'),
        asks_our_tables('reviews_by_ticks'),
        not_emptied('reviews_reviewmove'),
        dated_now('reviews_reviewmove', 'at'),
        goes_with('reviews_reviewlook', 'reviews_review', 'review_id'),
        not_emptied('reviews_reviewlook'),
        dated_now('reviews_reviewlook', 'at'),
    ]
