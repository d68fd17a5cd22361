#!/bin/sh
# Makes the secrets of the compose files in docker/secrets (or the folder given), once: what is there is left as it is.
# KEEP A COPY of lien_thong_key in a safe place: without it nobody reads a name in any dossier again.
set -eu
folder="${1:-$(dirname "$0")/secrets}"
# The folder is for its owner alone. Its files are readable in the containers, where other users run than on this machine.
mkdir -p "$folder"
chmod 700 "$folder"

make_secret() {
  [ -e "$folder/$1" ] && return
  rm -f "$folder/$1.new"
  (umask 277 && cat >"$folder/$1.new")
  # What should have made it failed: nothing is better than an empty secret, which would stay.
  [ -s "$folder/$1.new" ] || { echo "$folder/$1: not made" >&2; exit 1; }
  chmod 444 "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
  echo "$folder/$1"
}
password() { od -An -vtx1 -N 24 /dev/urandom | tr -d ' \n'; }

head -c 32 /dev/urandom | base64 | make_secret lien_thong_key
password | make_secret postgres_password
password | make_secret keystore_password
password | make_secret redis_password
echo "postgres://lien_thong:$(cat "$folder/keystore_password")@postgres:5432/keys" | make_secret keystore_url
echo "redis://:$(cat "$folder/redis_password")@redis:6379" | make_secret redis_url
