from caarisma.access_trail.sql import rights_that_move
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('access_trail', '0002_one_function_for_rows'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        rights_that_move(),
    ]
