#!/usr/bin/env bash
# Two people and the number between them, by curl. AXBRIDGE_URL and AXBRIDGE_KEY come from the environment; the key has the
# scopes read, bind, call and admin of the tenant `default`. (With jq at hand, use it instead of `field`.)
set -euo pipefail
: "${AXBRIDGE_URL:?}" "${AXBRIDGE_KEY:?}"
a=+8613800138000 b=+8613800138001

# The value of a field of a flat JSON object.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }

# ask METHOD PATH [BODY]: prints the answer. Key and numbers go by pipes, not by arguments, which everybody on the machine can see.
# `--retry` repeats with the same idempotency key, so nothing is done twice, and empties the file first.
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
ask() {
  local title options=(-s --fail-with-body --retry 3 -o "$answer" -X "$1")
  if [ $# -gt 2 ]; then
    options+=(-H 'Content-Type: application/json' --data-binary @-)
    options+=(-H "Idempotency-Key: $(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')")
  fi
  if ! curl "${options[@]}" -H @<(printf 'Authorization: Bearer %s\n' "$AXBRIDGE_KEY") "$AXBRIDGE_URL$2" <<<"${3:-}"; then
    title=$(field title <"$answer")
    echo "${title:-axbridge is not reached}" >&2
    exit 1
  fi
  cat "$answer"
}

# A pool with numbers, once. You would name numbers that your carrier sends to you.
pools=$(ask GET /v1/pools)
if [[ $pools != *'"pool":"example"'* ]]; then
  ask POST /v1/pools '{"pool": "example"}' >/dev/null
  ask POST /v1/pools/example/numbers '{"first": "+8617000000001", "last": "+8617000000099"}' >/dev/null
fi

binding=$(ask POST /v1/bindings "{\"a\": \"$a\", \"b\": \"$b\", \"pool\": \"example\", \"expiresInSeconds\": 3600}")
x=$(field x <<<"$binding")
echo "Both parties see $x."

route=$(ask POST /v1/routes:explain "{\"caller\": \"$a\", \"x\": \"$x\"}")
echo "A calls it: $(field decision <<<"$route")."

ask POST /v1/calls "{\"a\": \"$a\", \"b\": \"$b\", \"x\": \"$x\"}" >/dev/null
echo 'A is called, then B.'

ask DELETE "/v1/bindings/$(field id <<<"$binding")" >/dev/null
echo 'Released.'
