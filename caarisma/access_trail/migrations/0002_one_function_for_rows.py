from caarisma.access_trail.first_sql import without_the_four
from caarisma.access_trail.sql import of_rows, triggers_of_rows
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('access_trail', '0001_initial'),
    ]

    operations = [
        without_the_four(),
        of_rows(),
        triggers_of_rows(),
    ]
