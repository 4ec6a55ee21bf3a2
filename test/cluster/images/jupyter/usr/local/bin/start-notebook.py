#!/bin/sh
# What the image's program of this name comes to, for whoever is root.
exec jupyter "${DOCKER_STACKS_JUPYTER_CMD:-lab}" --allow-root --no-browser --ip=0.0.0.0 --port="${JUPYTER_PORT:-8888}" "$@"
