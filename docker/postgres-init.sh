#!/bin/sh
# Run once by the PostgreSQL image, when the volume is new: the database of the wrapped keys, and its owner, who is no superuser.
set -eu
psql --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 \
  --set password="$(cat "${SECRETS:-/run/secrets}/keystore_password")" <<'SQL'
create role lien_thong login password :'password';
create database keys owner lien_thong;
revoke connect on database keys from public;
SQL
