#!/bin/sh
# Run once by PostgreSQL's image on an empty database. The site works as caarisma_site, which can change rows and nothing
# else: it owns no table, so a fault in the site cannot drop the triggers that keep the audit trail append-only.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$SITE_DATABASE_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE caarisma_site LOGIN PASSWORD :'password';
GRANT USAGE ON SCHEMA public TO caarisma_site;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO caarisma_site;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO caarisma_site;
SQL
