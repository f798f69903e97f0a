# Sourced: a data directory that is thrown away, so that checking the code leaves an installation's data alone.
EVENTHUB_DATA_DIR=$(mktemp -d)
export EVENTHUB_DATA_DIR
chmod 755 "$EVENTHUB_DATA_DIR" # PostgreSQL's own account must reach it when root runs this
trap 'rm -rf "$EVENTHUB_DATA_DIR"' EXIT
