#!/bin/sh
# A visitor, a message, and a stream that is cut after its third event and resumed. Usage: sh talk.sh [message]
set -eu

IRIS=${IRIS_URL:-http://127.0.0.1:8003}
APP=${IRIS_APP:-pk_demo}
SAID=${1:-Je suis aide-soignante et je veux changer de métier}
HEADERS=$(mktemp)
trap 'rm -f "$HEADERS"' EXIT

# 1. A visitor: no account, no e-mail address. The token lasts 15 minutes.
TOKEN=$(curl -sS "$IRIS/v1/visitors" -H 'Content-Type: application/json' -d "{\"app\": \"$APP\"}" |
  sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
test -n "$TOKEN"

# 2. A message; we leave after event 3. Iris goes on: closing the connection stops nothing.
BODY=$(printf '%s' "$SAID" | sed 's/\\/\\\\/g; s/"/\\"/g')
curl -sS -N -D "$HEADERS" "$IRIS/v1/chat" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
  -d "{\"message\": \"$BODY\"}" 2>/dev/null | sed -n '/^id: 4$/q; p'

# 3. What follows event 3, exactly, at the address that the answer gave.
EVENTS=$(sed -n 's/^[Ll]ocation: \([^[:space:]]*\).*/\1/p' "$HEADERS")
curl -sS -N "$IRIS$EVENTS" -H "Authorization: Bearer $TOKEN" -H 'Last-Event-ID: 3'
