#!/usr/bin/env bash
# What the service `backup` does: the database and the providers' documents, encrypted, into /backups.
#   backup.sh           one backup now. It says nothing when all went well, and ends with an error and a sentence else.
#   backup.sh nightly   one each night, for ever, and at once when there was none for 25 hours
#   backup.sh fresh     whether there is one of the last 26 hours
# What is named .part is not whole. Whatever has lost that ending was decrypted and read back to its last byte.
set -euo pipefail
umask 077
backups=${BACKUPS_FOLDER:-/backups}
documents=${DOCUMENTS_FOLDER:-/documents}
kept_days=30
failed() { echo "The backup FAILED: $1" >&2; exit 1; }
# Documents are written last: where they are, the database of the same moment is too. One from days to come was made
# while the clock was wrong, and is no reason to wait for that day.
younger_than() {
  [ -n "$(find "$backups" -maxdepth 1 -name 'documents-*.tar.age' -mmin "-$1" ! -newermt '1 hour')" ]
}
due() { ! younger_than 1500 || { [ "$(date -u +%H)" = "${BACKUP_HOUR:-03}" ] && ! younger_than 120; }; }

backup() {
  # For two keys: the one of BACKUP_RECIPIENT, which is not on this machine, and one that is forgotten after this run.
  # So what was written can be read back here, and whoever takes this machine can open no backup.
  once=$(mktemp -d)
  trap 'rm -rf "$once"' EXIT
  age-keygen -o "$once/key" 2> /dev/null
  age-keygen -y "$once/key" > "$once/recipient"
  encrypted() { age --encrypt --recipient "$BACKUP_RECIPIENT" --recipients-file "$once/recipient"; }
  decrypted() { age --decrypt --identity "$once/key" "$1"; }
  whole() { sync "$1.part"; mv "$1.part" "$1"; }
  stamp=$(date -u +%Y-%m-%dT%H%M%SZ)

  # libpq finds host, names and password in PGHOST, PGUSER, PGDATABASE and PGPASSWORD: none stands in a list of processes.
  # PGSSLMODE and PGSSLROOTCERT say whom it believes to be the database.
  dump=$backups/caarisma-$stamp.dump.age
  pg_dump --format=custom --no-password | encrypted > "$dump.part" || failed "the database could not be read"
  decrypted "$dump.part" | pg_restore --file=/dev/null || failed "the dump cannot be read back"
  whole "$dump"

  # tar ends with 1 when a document came or went meanwhile, which is no fault; whether it is whole is seen after.
  files=$backups/documents-$stamp.tar.age
  { tar -C "$documents" -cf - . || [ $? -eq 1 ]; } | encrypted > "$files.part" || failed "the documents could not be read"
  decrypted "$files.part" | tar -tf - > /dev/null || failed "the documents cannot be read back"
  whole "$files"

  # Only after a whole one: a site whose backups fail keeps all that it has.
  find "$backups" -maxdepth 1 -name '*.age' -mtime "+$kept_days" -delete
  find "$backups" -maxdepth 1 -name '*.part' -mtime +1 -delete
}

nightly() { # each in a process of its own: where one fails, the next is tried after a quarter of an hour
  trap 'exit 0' TERM INT
  while :; do
    pause=60
    if due; then bash "$0" || pause=900; fi
    sleep "$pause" & wait $!
  done
}

case ${1:-now} in
  now) backup ;;
  nightly) nightly ;;
  fresh) younger_than 1560 || failed "there is none of the last 26 hours" ;;
  *) failed "there is no \"$1\": it is nothing, nightly or fresh" ;;
esac
