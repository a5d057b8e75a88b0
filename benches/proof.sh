#!/usr/bin/env bash
# The proof of a published image against what peers need for less: its platform set, every byte of its files, and memory.
#
#   benches/proof.sh [PAIRS]      needs `eval "$(cargo xtask engine env)"` and crane; prints minimum, median and maximum in seconds,
#                                 of each side and of the ratio within each pair
#
# Both sides of a pair run one after the other, so that noise of the machine falls on both alike. The images are made here, of what
# this machine has in /usr, and pushed by crane: one of some 100 MB compressed, and one whose layer has 2 GB uncompressed.
set -euo pipefail
pairs=${1:-5}
cd "$(dirname "$0")/.."
if [ -z "${ARCHWRIGHT_BIN:-}" ]; then cargo build --quiet --release -p archwright; fi
archwright=${ARCHWRIGHT_BIN:-$PWD/target/release/archwright}
registry=${REGISTRY:?run: eval "$(cargo xtask engine env)"}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache

seconds() { local begun=$EPOCHREALTIME; "$@" >/dev/null 2>&1 || true; awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", b - a }'; }
row() { sort -g "$scratch/$1" | awk -v side="$1" '{ v[NR] = $1 } END { printf "%-24s  min %.3f  median %.3f  max %.3f\n", side, v[1], v[int((NR + 1) / 2)], v[NR] }'; }
against() { # OURS THEIRS: both and the ratio
  paste "$scratch/$1" "$scratch/$2" | awk '{ printf "%.3f\n", $1 / $2 }' >"$scratch/$1-of-$2"
  row "$1"; row "$2"; row "$1-of-$2"
}

image=$registry/bench/proof:100mb
# Whatever files make up some 280 MB, which gzip packs to about 100.
tar -C / -c --ignore-failed-read usr/bin usr/lib 2>/dev/null | head -c 290000000 >"$scratch/cut" || true
head -c 280000000 "$scratch/cut" | { tar -x -C "$scratch" 2>/dev/null || true; }
tar -C "$scratch" -czf "$scratch/layer.tar.gz" usr
push() { # LAYER REFERENCE: an image of that one layer
  crane append --insecure --new_layer "$1" --new_tag "$2" >/dev/null 2>&1
  crane mutate --insecure --set-platform linux/amd64 --tag "$2" "$2" >/dev/null 2>&1
}
push "$scratch/layer.tar.gz" "$image"
rm -rf "$scratch/usr" "$scratch/cut"
echo "layer: $(stat -c %s "$scratch/layer.tar.gz") bytes"

cold() { rm -rf "$XDG_CACHE_HOME"; "$archwright" verify "$image"; }
warm() { "$archwright" verify "$image"; }
unpack() { crane export --insecure "$image" - | tar t; }
documents() { "$archwright" verify --require documents "$image"; }
imagetools() { docker buildx imagetools inspect "$image"; }
manifest() { crane manifest --insecure "$image"; }
for _ in $(seq "$pairs"); do
  seconds cold >>"$scratch/proof-cold"
  seconds unpack >>"$scratch/crane-export"
  seconds warm >>"$scratch/proof-warm"
  seconds documents >>"$scratch/documents"
  seconds imagetools >>"$scratch/imagetools-inspect"
  seconds manifest >>"$scratch/crane-manifest"
done
against proof-cold crane-export
row proof-warm
against documents imagetools-inspect
row crane-manifest

large=$registry/bench/proof:2gb
mkdir "$scratch/large"
for part in 1 2 3 4; do head -c 500000000 /dev/zero | openssl enc -aes-128-ctr -pass pass:$part -nosalt -pbkdf2 2>/dev/null >"$scratch/large/part-$part"; done
tar -C "$scratch/large" -c . | gzip -1 >"$scratch/large.tar.gz"
push "$scratch/large.tar.gz" "$large"
rm -rf "$XDG_CACHE_HOME" "$scratch/large"
"$archwright" verify "$large" >/dev/null 2>&1 &
proof=$!
peak=0
while kill -0 "$proof" 2>/dev/null; do
  now=$(awk '/VmHWM/ { print $2 }' "/proc/$proof/status" 2>/dev/null || true)
  if [ "${now:-0}" -gt "$peak" ]; then peak=$now; fi
  sleep 0.05
done
wait "$proof" || true
echo "memory on a layer of 2 GB: $((peak / 1024)) MiB at most"
