import django.db.models.functions.datetime
from caarisma.common.creating import CreateModel
from django.db import migrations, models


# Whatever writes a fact of a listing also writes down which listing, in the same transaction: forms, the admin, COPY, a
# hand at psql. Triggers see whole statements, so a bulk load costs one extra insert a table and not one a row.
#
# Which listings a changed row belongs to, by table. `changed` holds the rows of the statement.
LISTINGS = {
    "directory_practicelocation": "SELECT id FROM {changed}",
    "directory_offering": "SELECT location_id FROM {changed}",
    "directory_weeklyhours": "SELECT location_id FROM {changed}",
    "directory_provider": """
        SELECT listing.id FROM {changed} JOIN directory_practicelocation listing ON listing.provider_id = changed.id""",
    **dict.fromkeys(
        [
            *("directory_license", "screening_screeningcase", "exclusions_exclusionhit", "screening_providerhold"),
            "rosters_licensealert",
        ],
        """
        SELECT listing.id FROM {changed} JOIN directory_practicelocation listing USING (provider_id)""",
    ),
    "screening_screeningcheck": """
        SELECT listing.id FROM {changed} JOIN screening_screeningcase held ON held.id = changed.case_id
        JOIN directory_practicelocation listing USING (provider_id)""",
    "screening_rulereading": """
        SELECT listing.id FROM {changed} JOIN directory_practicelocation listing USING (state)
        JOIN directory_provider holder ON holder.id = listing.provider_id AND holder.profession = changed.profession""",
    # A warning hides the lines that name its product, see providers/directory/offered.py.
    "products_product": """
        SELECT line.location_id FROM {changed} CROSS JOIN unnest(changed.keys) key
        JOIN directory_offering line ON line.product_key LIKE '%' || key || '%'""",
    "products_productuse": """
        SELECT line.location_id FROM {changed} JOIN products_product named ON named.id = changed.product_id
        CROSS JOIN unnest(named.keys) key JOIN directory_offering line ON line.product_key LIKE '%' || key || '%'""",
}

# More listings than this in one statement is a load or a sweep of the whole directory: an empty row stands for all.
MANY = 1000

FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mine bigint := pg_current_xact_id()::text::bigint;
    written bigint;
BEGIN
    PERFORM FROM snapshots_listingchange WHERE xact = mine AND location_id IS NULL;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO snapshots_listingchange (xact, location_id)
        SELECT DISTINCT mine, touched.id FROM ({listings}) touched (id) LIMIT {many} + 1;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written > {many} THEN
        INSERT INTO snapshots_listingchange (xact) VALUES (mine);
    END IF;
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER log_listing_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_changed();
CREATE TRIGGER log_listing_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_changed();
CREATE TRIGGER log_listing_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_updated();
CREATE TRIGGER log_listing_truncate AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION every_listing_changed();
"""

EVERY = """
CREATE FUNCTION every_listing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO snapshots_listingchange (xact) VALUES (pg_current_xact_id()::text::bigint);
    RETURN NULL;
END $$;
"""

# The catalog decides which places treat small fat pads, where screening asks for more. It is loaded anew at each start,
# mostly without a change, so old and new are compared.
CATALOG = """
CREATE TRIGGER log_listing_update AFTER UPDATE ON treatments_concern FOR EACH ROW
    WHEN (old.needs_fda_note IS DISTINCT FROM new.needs_fda_note) EXECUTE FUNCTION every_listing_changed();
CREATE TRIGGER log_listing_update AFTER UPDATE ON treatments_areaconcern FOR EACH ROW
    WHEN (old.concern_id IS DISTINCT FROM new.concern_id) EXECUTE FUNCTION every_listing_changed();
CREATE TRIGGER log_listing_decision AFTER INSERT OR UPDATE ON products_fatusedecision FOR EACH ROW
    WHEN (new.outcome = 'signed') EXECUTE FUNCTION every_listing_changed();
"""


def triggers() -> str:
    parts = [EVERY, CATALOG]
    for table, listings in LISTINGS.items():
        both = "(SELECT * FROM before UNION ALL SELECT * FROM after) changed"
        for name, rows in ((f"{table}_changed", "changed"), (f"{table}_updated", both)):
            parts.append(FUNCTION.format(name=name, listings=listings.format(changed=rows), many=MANY))
        parts.append(TRIGGERS.format(table=table))
    return "".join(parts)


def no_triggers() -> str:
    functions = [f"{table}_{word}" for table in LISTINGS for word in ("changed", "updated")]
    return "".join(f"DROP FUNCTION IF EXISTS {name}() CASCADE;\n" for name in [*functions, "every_listing_changed"])


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('exclusions', '0001_initial'),
        ('products', '0001_initial'),
        ('rosters', '0001_initial'),
        ('screening', '0001_initial'),
        ('treatments', '0001_initial'),
    ]

    operations = [
        CreateModel(
            name='ListingChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('xact', models.BigIntegerField()),
                ('location_id', models.BigIntegerField(help_text='Empty: so many at once that any may have changed', null=True)),
                ('rematched', models.BooleanField(db_default=False, default=False, help_text='The open intakes have heard of it')),
                ('logged_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['xact'], name='listing_change_by_xact'), models.Index(condition=models.Q(('rematched', False)), fields=['id'], name='listing_change_to_rematch')],
            },
        ),
        CreateModel(
            name='ListingLog',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('pruned_below', models.BigIntegerField(default=0, help_text='Changes of transactions before this one are gone')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='listing_log_has_one_row')],
            },
        ),
        migrations.RunSQL(triggers(), no_triggers()),
    ]
