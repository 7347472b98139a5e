#!/bin/sh
# Starts a part in a container. The image holds what was built from the code and the articles; the part may build newer
# ones (an article changed), so they go to the one folder that it may write to.
set -eu
mkdir -p "$HUB_STATE"
cp -R /app/built/. "$HUB_STATE"/
exec /app/.venv/bin/hub "$@"
