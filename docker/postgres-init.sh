#!/bin/sh
# Run once by the PostgreSQL image, when the volume is new: the database of the wrapped keys, and its owner, who is no superuser.
set -eu
test -s "${SECRETS:-/run/secrets}/keystore_password"
# psql reads the password itself: what stands on a command line, every process of the machine can read.
psql --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 <<'SQL'
\set password `cat "${SECRETS:-/run/secrets}/keystore_password"`
create role lien_thong login password :'password';
create database keys owner lien_thong;
revoke connect on database keys from public;
SQL
