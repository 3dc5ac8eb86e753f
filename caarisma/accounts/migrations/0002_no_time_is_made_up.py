"""That times may be made up is the owner's word, and no setting of a session. One function says it for all tables."""

from caarisma.common.append_only import create_shared, dated_as_the_owner_says
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        create_shared(),
        dated_as_the_owner_says('accounts_auditevent'),
    ]
