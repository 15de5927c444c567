#!/bin/sh
# Writes .env beside the compose file, with fresh secrets, readable by its owner only. Never overwrites one.
set -eu
cd "$(dirname "$0")/.."

if [ -e .env ]; then
  echo ".env is there already and stays as it is. For new secrets see docs/self-hosting.md." >&2
  exit 1
fi

secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

umask 077
while IFS= read -r line; do
  case $line in
    [A-Z]*=) printf '%s%s\n' "$line" "$(secret)" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <.env.example >.env.new
mv .env.new .env
echo ".env is written: three secrets, the ports, the defaults."
