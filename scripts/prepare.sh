# Sourced by start, test and build-deb: puts Node 24 and the dependencies in place, and finds FreeSWITCH. Sets ROOT and FREESWITCH.
ROOT=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
cd "$ROOT"

say() { printf '%s\n' "$*"; }

fail() {
  printf 'axbridge: %s\n' "$*" >&2
  exit 69
}

# Dependencies are installed when there are none, or when the lock file is not the one that they were installed from.
install_dependencies() {
  command -v npm >/dev/null 2>&1 || fail 'npm is needed: install Node.js (20 or newer; the right one is installed from there)'
  local wanted
  wanted=$(sha256sum package-lock.json | cut -d' ' -f1)
  if [ "$(cat node_modules/.installed 2>/dev/null)" != "$wanted" ]; then
    say 'installing dependencies ...'
    npm ci --no-fund --no-audit --loglevel=error >&2 || fail 'npm ci failed: the lines above say why'
    printf '%s\n' "$wanted" >node_modules/.installed
  fi
  # npm put a Node 24 here where the machine's own is older.
  export PATH="$ROOT/node_modules/.bin:$PATH"
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 24 ? 0 : 1)' ||
    fail "Node 24 is needed, this is $(node --version)"
}

# dist/ is made when it is older than what it is made of.
build_if_older() {
  if [ ! -e dist/main.js ] || [ -n "$(find src package.json tsconfig*.json -newer dist/main.js -print -quit)" ]; then
    say 'building ...'
    tsc -p tsconfig.build.json
  fi
}

# The real switch, where there is one: $FREESWITCH, the PATH, or the usual places.
find_freeswitch() {
  local place
  for place in "${FREESWITCH:-}" "$(command -v freeswitch || true)" /usr/bin/freeswitch \
    /usr/local/freeswitch/bin/freeswitch /opt/freeswitch/bin/freeswitch; do
    if [ -n "$place" ] && [ -x "$place" ]; then
      FREESWITCH=$place
      export FREESWITCH
      return 0
    fi
  done
  FREESWITCH=
  return 1
}
