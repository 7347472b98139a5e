#!/bin/sh
# Redis with its password, which stands neither on the command line nor in a file of the image.
set -eu
: "${REDIS_PASSWORD:?REDIS_PASSWORD must be set}"
umask 077
private="${REDIS_PRIVATE:-/run/redis}"
{ cat "${REDIS_CONF:-/etc/hub/redis.conf}"; printf 'requirepass %s\n' "$REDIS_PASSWORD"; } >"$private/redis.conf"
# The append-only file keeps what has expired until it is written anew: once a day, or a conversation would lie on the disk
# for as long as the service is quiet.
while sleep "${REDIS_REWRITE_SECONDS:-86400}"; do
    REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli -p "${REDIS_PORT:-6379}" BGREWRITEAOF >/dev/null || true
done &
exec redis-server "$private/redis.conf" --port "${REDIS_PORT:-6379}" "$@"
