#!/bin/sh
# sh caarisma/deploy/restore.sh DUMP DOCUMENTS: into the empty database that `docker compose up --detach postgres` makes.
# The database comes back as a whole or stays as it was: from a dump that breaks off, or into one that is not empty.
set -eu
how="sh caarisma/deploy/restore.sh caarisma-DATE.dump documents-DATE.tar"
dump=${1:?"Name both files: $how"}
documents=${2:?"Name both files: $how"}
compose() { docker compose --file "$(dirname "$0")/../../docker-compose.yml" "$@"; }
failed() { echo "The restore FAILED: $1" >&2; exit 1; }
[ -s "$dump" ] || failed "there is nothing in $dump"
tar -tf "$documents" > /dev/null || failed "$documents is not whole"

compose exec -T postgres sh -c \
  'PGPASSWORD="$POSTGRES_PASSWORD" exec pg_restore --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --single-transaction' \
  < "$dump" || failed "the database is as it was before"
compose run --rm -T --no-deps web tar -C /app/var -xf - < "$documents" || failed "the documents are not all there"
echo "Restored. Start the rest: docker compose up --detach"
