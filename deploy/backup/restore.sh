#!/bin/sh
# Puts a copy of the database back in the place of what is there: `restore.sh FILE`. Stop the front door, the action server
# and the worker before, and start them afterwards: docs/runbook.md.
# All or nothing: where anything fails, what was there stays.
set -eu
umask 077
file="${1:?Which copy? Give its file name; ls ${BACKUPS:-/backups} lists them}"
case "$file" in */*) ;; *) file="${BACKUPS:-/backups}/$file" ;; esac
[ -s "$file" ] || { echo "There is no copy $file." >&2; exit 1; }
started=$(date +%s)
contents=$(mktemp)
trap 'rm -f "$contents"' EXIT
# The schema is made anew here: a table that a newer release added would stay otherwise, and its migration fail.
pg_restore --list "$file" | grep -v ' SCHEMA ' >"$contents"
{
    echo 'SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public;'
    # A copy that breaks off must end the transaction with an error, not with half of the tables.
    pg_restore --use-list="$contents" --no-owner --no-privileges --file=- "$file" || echo 'SELECT the_copy_cannot_be_read;'
} | psql --quiet --single-transaction --set=ON_ERROR_STOP=1 --output=/dev/null
echo "{\"event\": \"restored\", \"file\": \"$(basename "$file")\", \"seconds\": $(($(date +%s) - started))}"
