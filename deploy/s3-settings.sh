#!/bin/sh
# Turns fsync on for the bucket: an acknowledged write survives a power failure. Safe to repeat.
set -eu

for _ in 1 2 3 4 5 6 7 8 9 10; do
  answer=$(echo "fs.configure -locationPrefix=/buckets/$BUCKET/ -fsync -apply" | weed shell -master="$MASTER" -filer="$FILER" 2>&1) || true
  if echo "$answer" | grep -Eq '"fsync": *true'; then
    echo "fsync is on for bucket $BUCKET"
    exit 0
  fi
  sleep 2
done
echo "the store did not take the setting: $answer" >&2
exit 1
