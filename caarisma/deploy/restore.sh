#!/usr/bin/env bash
# restore.sh DATE < KEY: the backup of that date, from /backups into an empty database and an empty folder of documents.
# The key comes on standard input and is gone with this run. The database comes back as a whole or stays as it was: from
# a dump that breaks off, or into one that is not empty.
set -euo pipefail
umask 077
backups=${BACKUPS_FOLDER:-/backups}
documents=${DOCUMENTS_FOLDER:-/documents}
failed() { echo "The restore FAILED: $1" >&2; exit 1; }
date=${1:?"Say which: restore.sh 2026-11-29T031500Z < backup-key.txt"}
once=$(mktemp -d)
trap 'rm -rf "$once"' EXIT
cat > "$once/key"
decrypted() { age --decrypt --identity "$once/key" "$1"; }

dump=$backups/caarisma-$date.dump.age
files=$backups/documents-$date.tar.age
for file in "$dump" "$files"; do [ -s "$file" ] || failed "there is nothing in $file"; done
decrypted "$files" | tar -tf - > /dev/null || failed "the documents are not whole, or the key is another"

decrypted "$dump" | pg_restore --no-password --dbname="$PGDATABASE" --single-transaction || failed "the database is as it was before"
decrypted "$files" | tar -C "$documents" -xf - || failed "the documents are not all there"
echo "Restored. Start the rest: docker compose up --detach"
