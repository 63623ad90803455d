#!/bin/sh
# The command line inside the container: docker compose exec web kelu status
exec node --enable-source-maps /app/dist/cli/main.js "$@"
