from caarisma.common.append_only import dated_now, goes_with, kept, not_emptied, stays
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_no_time_is_made_up'),
        ('attestation', '0001_initial'),
    ]

    operations = [
        stays('attestation_attestation', forgetting='by_id'),
        kept('attestation_attestation'),
        not_emptied('attestation_attestation'),
        dated_now('attestation_attestation', 'signed_at'),
        stays('attestation_placeconfirmation', forgetting='by_id'),
        goes_with('attestation_placeconfirmation', 'directory_practicelocation', 'place_id'),
        not_emptied('attestation_placeconfirmation'),
        dated_now('attestation_placeconfirmation', 'at'),
    ]
