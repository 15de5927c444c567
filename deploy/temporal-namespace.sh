#!/bin/sh
# Makes the namespace and registers the search attributes of runs. Safe to repeat: what is there stays as it is.
set -eu

# The port opens before the server is ready, and a new namespace is known to it only some seconds later.
retry() {
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    if "$@"; then return 0; fi
    sleep 2
  done
  echo "gave up: $*" >&2
  return 1
}

make_namespace() {
  temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
}

# Attributes that are there already are no error.
make_attributes() {
  temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" \
    --name AnnealStage --type Keyword \
    --name AnnealStatus --type Keyword \
    --name AnnealModel --type Keyword \
    --name AnnealBackend --type Keyword \
    --name AnnealScore --type Double
}

retry temporal operator cluster health
retry make_namespace
retry make_attributes
