from caarisma.common.append_only import dated_now, not_emptied
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('products', '0001_initial'),
    ]

    operations = [
        not_emptied('products_fatusedecision'),
        dated_now('products_fatusedecision', 'first_at'),
    ]
