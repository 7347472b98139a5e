#!/bin/sh
# Copies the database once a day and keeps a week of copies; `backup.sh now` makes one and ends.
# Where and as whom: PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE. A copy holds everything that docs/privacy.md names for
# the database, so the week is short: what families asked us to delete must not live on in copies.
set -eu
umask 077
folder="${BACKUPS:-/backups}"
keep="${BACKUPS_DAYS:-7}"

copy() {
    name="hub-$(date -u +%Y-%m-%dT%H%M%SZ).dump"
    # Whole or not at all: a copy that was cut off must not pass for one.
    if pg_dump --format=custom --no-owner --file="$folder/.$name" && pg_restore --list "$folder/.$name" >/dev/null; then
        mv "$folder/.$name" "$folder/$name"
        echo "{\"event\": \"backup\", \"file\": \"$name\", \"bytes\": $(wc -c <"$folder/$name")}"
    else
        rm -f "$folder/.$name"
        echo '{"event": "backup_failed"}' >&2
        return 1
    fi
    find "$folder" -name 'hub-*.dump' -mmin "+$((keep * 24 * 60))" -delete
}

if [ "${1:-}" = now ]; then
    copy
    exit
fi
while :; do
    # After a failure again in five minutes: the database may just be starting.
    if copy; then sleep 86400; else sleep 300; fi &
    wait $!
done
