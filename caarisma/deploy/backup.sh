#!/bin/sh
# sh caarisma/deploy/backup.sh FOLDER: the database and the providers' documents, dated, in that folder.
# For cron: it says nothing when all went well, and ends with an error and a sentence when anything did not. What is
# named .part is not whole; whatever has lost that ending was read back to its last byte.
set -eu
umask 077
folder=${1:?"Name the folder for the backup: sh caarisma/deploy/backup.sh /srv/backups"}
stamp=$(date -u +%Y-%m-%dT%H%M%SZ)
compose() { docker compose --file "$(dirname "$0")/../../docker-compose.yml" "$@"; }
failed() { echo "The backup FAILED: $1" >&2; exit 1; }
whole() { # give the file its name
  [ -s "$1.part" ] || failed "$1.part is empty"
  sync "$1.part"
  mv "$1.part" "$1"
}
mkdir -p "$folder"

# PostgreSQL asks for a password on its own socket too. The container knows it; pg_dump takes it from this name alone.
database=$folder/caarisma-$stamp.dump
compose exec -T postgres sh -c \
  'PGPASSWORD="$POSTGRES_PASSWORD" exec pg_dump --username="$POSTGRES_USER" --format=custom "$POSTGRES_DB"' \
  > "$database.part" || failed "the database could not be read"
compose exec -T postgres pg_restore --file=/dev/null < "$database.part" || failed "the dump cannot be read back"
whole "$database"

# tar ends with 1 when a document came or went meanwhile, which is no fault; whether its output is whole is seen after.
documents=$folder/documents-$stamp.tar
compose exec -T web tar -C /app/var -cf - private > "$documents.part" || [ $? -eq 1 ] || failed "no documents came"
whole "$documents"
tar -tf "$documents" > /dev/null || failed "the documents cannot be read back"
