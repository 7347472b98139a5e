#!/bin/sh
# On the first start of an empty volume: the assistant's own role and database. The role owns its database and can do
# nothing beyond it; only the administrator of this container is a superuser.
set -eu
: "${HUB_DATABASE_PASSWORD:?HUB_DATABASE_PASSWORD must be set}"
psql --quiet --set=ON_ERROR_STOP=1 --set=password="$HUB_DATABASE_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE hub LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE hub OWNER hub ENCODING 'UTF8';
REVOKE ALL ON DATABASE hub FROM PUBLIC;
SQL
