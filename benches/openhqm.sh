#!/usr/bin/env bash
# Eight flavours for two platforms: OpenHQM's own way, eight `docker buildx build` calls in a row, against one `docker-build --all`.
#
#   benches/openhqm.sh [PAIRS]      needs `eval "$(cargo xtask engine env)"`; prints minimum, median and maximum in seconds, of each
#                                   side, of the ratio within each pair, and of our difference to one raw bake call
#
# Cold: a new builder, an empty cache of proofs and repositories that have nothing, made anew for each side. Warm: the same again. Both
# sides run one after the other, in turn, so that noise of the machine falls on both alike. Ours has preflight, proof and tags in it; the
# test of each flavour, which theirs has not, is taken out, and measured apart.
set -euo pipefail
pairs=${1:-3}
cd "$(dirname "$0")/.."
if [ -z "${ARCHWRIGHT_BIN:-}" ]; then cargo build --quiet --release -p archwright; fi
archwright=$(realpath "${ARCHWRIGHT_BIN:-target/release/archwright}")
registry=${REGISTRY:?run: eval "$(cargo xtask engine env)"}
scratch=$(mktemp -d)
name=archwright-bench-$$
tidy() {
  for builder in "$name-theirs" "$name-ours"; do docker buildx rm --force "$builder" >/dev/null 2>&1 || true; done
  rm -rf "$scratch"
}
trap tidy EXIT
export XDG_CACHE_HOME=$scratch/cache
for copy in plain tested; do
  mkdir "$scratch/$copy"
  tar -C examples/openhqm -c --exclude ./target --exclude ./xtask --exclude __pycache__ . | tar -x -C "$scratch/$copy"
done
# The table of the test, up to the line that is empty.
sed -i '/^\[image\.openhqm\.test\]/,/^$/d' "$scratch/plain/archwright.toml"
if grep -q '^\[image\.openhqm\.test\]' "$scratch/plain/archwright.toml" || ! grep -q '^\[image\.openhqm\.test\]' "$scratch/tested/archwright.toml"; then
  echo "the example's archwright.toml has another form" >&2; exit 1
fi
flavours=(all redis kafka sqs azure gcp mqtt minimal)
cat >"$scratch/buildkitd.toml" <<END
[registry."docker.io"]
  mirrors = ["$registry"]
[registry."$registry"]
  http = true
END

say() { printf '%s\n' "$*" >&2; }
seconds() { # NAME COMMAND…: what the command took, kept under the name
  local row=$1 begun=$EPOCHREALTIME; shift
  "$@" >"$scratch/said" 2>&1 || { say "$row: failed"; tail -n 40 "$scratch/said" >&2; return 1; }
  awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", b - a }' >>"$scratch/$row"
}
row() { sort -g "$scratch/$1" | awk -v side="$1" '{ v[NR] = $1 } END { printf "%-22s  min %.3f  median %.3f  max %.3f\n", side, v[1], v[int((NR + 1) / 2)], v[NR] }'; }
pairwise() { # ROW OURS OPERATOR THEIRS
  paste "$scratch/$2" "$scratch/$4" | awk -v op="$3" '{ printf "%.3f\n", op == "/" ? $1 / $2 : $1 - $2 }' >"$scratch/$1"
  row "$1"
}

theirs() { # REPOSITORY: as scripts/build-multiarch.sh of OpenHQM does it
  for flavour in "${flavours[@]}"; do
    local suffix=-$flavour
    if [ "$flavour" = all ]; then suffix=; fi
    docker buildx build --builder "$name-theirs" --platform linux/amd64,linux/arm64 --build-arg "QUEUE_BACKEND=$flavour" \
      --tag "$1:latest$suffix" --tag "$1:1.2.0$suffix" --push "$scratch/plain" || return
  done
}
theirs_cold() {
  docker buildx create --name "$name-theirs" --driver docker-container --driver-opt network=host \
    --buildkitd-config "$scratch/buildkitd.toml" --bootstrap || return
  theirs "$1"
}
ours() { # COPY NAMESPACE
  (cd "$scratch/$1" && "$archwright" docker-build --all --push --registry "$2" --builder "$name-ours")
}
raw() { (cd "$scratch/plain" && docker buildx bake --builder "$name-ours" --file - --metadata-file "$scratch/metadata.json" --progress rawjson <"$scratch/definition.json"); }
forget() { # our builder with its record and all that was proven; the other one
  docker buildx rm --force "$name-$1" >/dev/null 2>&1 || true
  rm -rf "$XDG_CACHE_HOME" "$scratch"/*/target
}

for pair in $(seq "$pairs"); do
  place=$registry/bench/$name/$pair
  cold_theirs() { forget theirs; seconds theirs-cold theirs_cold "$place/theirs"; }
  cold_ours() { forget ours; seconds ours-cold ours plain "$place"; }
  if [ $((pair % 2)) = 1 ]; then cold_theirs; cold_ours; else cold_ours; cold_theirs; fi
  (cd "$scratch/plain" && "$archwright" plan --all --push --registry "$place" --builder "$name-ours" --bake >"$scratch/definition.json" 2>/dev/null)
  for _ in 1 2 3; do
    seconds theirs-warm theirs "$place/theirs"
    seconds ours-warm ours plain "$place"
    seconds raw-bake-warm raw
  done
  forget ours
  seconds ours-tested-cold ours tested "$place/tested"
  say "pair $pair of $pairs"
done

cpu=$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2-)
echo "measured: $archwright on$cpu ($(nproc) cores), load $(cut -d' ' -f1 /proc/loadavg)"
row theirs-cold
row ours-cold
pairwise ours-of-theirs-cold ours-cold / theirs-cold
row theirs-warm
row ours-warm
pairwise ours-of-theirs-warm ours-warm / theirs-warm
row raw-bake-warm
pairwise ours-less-raw-warm ours-warm - raw-bake-warm
row ours-tested-cold
