#!/bin/sh
# Makes Temporal's two databases where they are missing and brings their schemas up to this image's version. Safe to repeat:
# a database that is set up keeps its version, and an update applies only what is newer.
set -eu

for database in temporal temporal_visibility; do
  case $database in
    temporal) schema=postgresql/v12/temporal ;;
    *) schema=postgresql/v12/visibility ;;
  esac
  temporal-sql-tool --db "$database" create-database
  temporal-sql-tool --db "$database" setup-schema -v 0.0
  temporal-sql-tool --db "$database" update-schema --schema-name "$schema"
done
