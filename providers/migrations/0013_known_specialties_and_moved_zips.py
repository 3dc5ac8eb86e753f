"""Specialties that people typed become ones of the list, or nothing. Clinics that stand on their ZIP's point go where the
table has it now: some were in a lake, or on the other side of a clock line.
"""

from django.db import migrations

from caarisma.common.errors import UserFacingError
from providers.geocoding.zip_codes import zip_place
from providers.specialties import SPECIALTIES

DOCTORS = ("md", "do")
# What was typed or made up before -> the words of the list, by license type.
BEFORE = {
    "dermatology": {"md": "Dermatologist", "np": "Nurse practitioner, dermatology",
                    "pa": "Physician assistant, dermatology", "rn": "Registered nurse, dermatology"},
    "plastic surgery": {"md": "Plastic surgeon"},
    "family medicine": {"md": "Family doctor", "np": "Nurse practitioner, family"},
    "internal medicine": {"md": "Internal medicine doctor"},
    "aesthetic medicine": {"md": "Aesthetic medicine doctor", "np": "Nurse practitioner, aesthetics",
                           "pa": "Physician assistant, aesthetics", "rn": "Registered nurse, aesthetics"},
    "aesthetic nursing": {"rn": "Registered nurse, aesthetics", "np": "Nurse practitioner, aesthetics"},
}  # fmt: skip


def settle_specialties(apps, schema_editor):
    providers = apps.get_model("providers", "Provider").objects
    pairs = providers.exclude(specialty="").values_list("profession", "specialty").distinct().order_by()
    for profession, typed in list(pairs):
        if typed not in SPECIALTIES[profession]:
            key = "md" if profession in DOCTORS else profession
            known = {name.lower(): name for name in SPECIALTIES[profession]}
            words = " ".join(typed.lower().split())
            settled = known.get(words) or BEFORE.get(words, {}).get(key, "")
            providers.filter(profession=profession, specialty=typed).update(specialty=settled)


def move_with_their_zip(apps, schema_editor):
    locations = apps.get_model("providers", "PracticeLocation").objects.filter(placed_by="zip")
    for zip_code in list(locations.values_list("zip_code", flat=True).distinct().order_by()):
        try:
            place = zip_place(zip_code)
        except UserFacingError:
            continue
        where = {"latitude": place.latitude, "longitude": place.longitude, "time_zone": place.time_zone}
        locations.filter(zip_code=zip_code).exclude(**where).update(**where)


class Migration(migrations.Migration):
    dependencies = [("providers", "0012_lists_and_names")]

    operations = [
        migrations.RunPython(settle_specialties, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(move_with_their_zip, migrations.RunPython.noop, elidable=True),
    ]
