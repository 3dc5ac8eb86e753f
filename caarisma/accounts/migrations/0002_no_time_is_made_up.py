"""That times may be made up is the owner's word, and no setting of a session. One function says it for all tables."""

from caarisma.common.append_only import create_shared
from django.db import migrations

DATED = """
CREATE OR REPLACE FUNCTION accounts_auditevent_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.written_at := clock_timestamp();
  NEW.is_dated_back := abs(extract(epoch FROM NEW.at - NEW.written_at)) > 86400;
  IF NEW.is_dated_back AND {may_not} THEN
    RAISE EXCEPTION '% is written when it happens, not dated back', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        create_shared(),
        migrations.RunSQL(
            DATED.format(may_not="NOT public.times_may_be_made_up()"),
            DATED.format(may_not="current_setting('caarisma.made_up_times', true) IS DISTINCT FROM 'on'"),
        ),
    ]
