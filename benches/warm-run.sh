#!/usr/bin/env bash
# A warm `docker-build --push` with preflight, publish and proof, against the one raw `docker buildx bake` call inside it.
#
#   benches/warm-run.sh [PAIRS]      needs `eval "$(cargo xtask engine env)"`; prints minimum, median and maximum in seconds,
#                                    of each side and of the difference within each pair
#
# Both sides run in examples/noetl, alternating, so that noise of the machine falls on both alike.
set -euo pipefail
pairs=${1:-10}
cd "$(dirname "$0")/.."
if [ -z "${ARCHWRIGHT_BIN:-}" ]; then cargo build --quiet --profile xtask -p archwright; fi
archwright=${ARCHWRIGHT_BIN:-$PWD/target/xtask/archwright}
cd examples/noetl
flags=(--push --registry "${REGISTRY:?run: eval \"\$(cargo xtask engine env)\"}/bench")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$archwright" docker-build "${flags[@]}" >/dev/null 2>&1
"$archwright" plan "${flags[@]}" --bake >"$scratch/definition.json"

seconds() { local begun=$EPOCHREALTIME; "$@" >/dev/null 2>&1; awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", b - a }'; }
raw() { docker buildx bake --builder noetl-builder --file - --metadata-file "$scratch/metadata.json" --progress rawjson <"$scratch/definition.json"; }

for _ in $(seq "$pairs"); do
  seconds raw >>"$scratch/raw"
  seconds "$archwright" docker-build "${flags[@]}" >>"$scratch/archwright"
done
paste "$scratch/raw" "$scratch/archwright" | awk '{ printf "%.3f\n", $2 - $1 }' >"$scratch/difference"
for side in raw archwright difference; do
  sort -g "$scratch/$side" | awk -v side="$side" '{ v[NR] = $1 } END { printf "%-10s  min %.3f  median %.3f  max %.3f\n", side, v[1], v[int((NR + 1) / 2)], v[NR] }'
done
