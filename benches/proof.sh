#!/usr/bin/env bash
# The proof of a published image against what peers need for less: its platform set, every byte of its files, and memory.
#
#   benches/proof.sh [PAIRS]      needs `eval "$(cargo xtask engine env)"` and crane; prints minimum, median and maximum in seconds,
#                                 of each side and of the ratio within each pair
#
# Both sides of a pair run one after the other, so that noise of the machine falls on both alike. The images are made here, of what
# this machine has, and pushed by crane: one of some 100 MB compressed, and one whose layer has 2 GB uncompressed.
set -euo pipefail
pairs=${1:-5}
cd "$(dirname "$0")/.."
if [ -z "${ARCHWRIGHT_BIN:-}" ]; then cargo build --quiet --release -p archwright; fi
archwright=${ARCHWRIGHT_BIN:-$PWD/target/release/archwright}
registry=${REGISTRY:?run: eval "$(cargo xtask engine env)"}
for tool in crane docker openssl; do command -v "$tool" >/dev/null || { echo "needs $tool" >&2; exit 1; }; done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache

seconds() { # what a command took; 9 is a verdict, everything else ends the measurement
  local begun=$EPOCHREALTIME code=0
  "$@" >/dev/null 2>"$scratch/said" || code=$?
  awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", b - a }'
  if [ "$code" != 0 ] && [ "$code" != 9 ]; then echo "$1 failed with $code" >&2; cat "$scratch/said" >&2; return 1; fi
}
row() { sort -g "$scratch/$1" | awk -v side="$1" '{ v[NR] = $1 } END { printf "%-24s  min %.3f  median %.3f  max %.3f\n", side, v[1], v[int((NR + 1) / 2)], v[NR] }'; }
against() { # OURS THEIRS: both and the ratio
  paste "$scratch/$1" "$scratch/$2" | awk '{ printf "%.3f\n", $1 / $2 }' >"$scratch/$1-of-$2"
  row "$1"; row "$2"; row "$1-of-$2"
}

image=$registry/bench/proof:100mb
# What the corpus of the tests has of Debian with a JDK, which is some 100 MB; without it, whatever files of this machine are as much.
corpus=${ARCHWRIGHT_TEST_CORPUS:-$HOME/.cache/archwright/downloads/corpus}/java-amd64.tar.gz
if [ -f "$corpus" ]; then
  cp "$corpus" "$scratch/layer.tar.gz"
else
  tar -C / -c --ignore-failed-read usr/bin usr/lib 2>/dev/null | head -c 290000000 >"$scratch/cut" || true
  head -c 280000000 "$scratch/cut" | { tar -x -C "$scratch" 2>/dev/null || true; }
  tar -C "$scratch" -czf "$scratch/layer.tar.gz" usr
  rm -rf "$scratch/usr" "$scratch/cut"
fi
push() { # LAYER REFERENCE: an image of that one layer
  crane append --insecure --new_layer "$1" --new_tag "$2" >/dev/null 2>"$scratch/push" &&
    crane mutate --insecure --set-platform linux/amd64 --tag "$2" "$2" >/dev/null 2>"$scratch/push" || { cat "$scratch/push" >&2; exit 1; }
}
push "$scratch/layer.tar.gz" "$image"
cpu=$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2-)
sha=$(grep -q -w sha_ni /proc/cpuinfo && echo "with SHA instructions" || echo "without SHA instructions")
echo "measured: $archwright on$cpu ($(nproc) cores, $sha), load $(cut -d' ' -f1 /proc/loadavg)"
echo "layer: $(stat -c %s "$scratch/layer.tar.gz") bytes"

cold() { rm -rf "$XDG_CACHE_HOME"; "$archwright" verify --platforms linux/amd64 "$image"; }
warm() { "$archwright" verify --platforms linux/amd64 "$image"; }
unpack() { crane export --insecure "$image" - | tar t; }
documents() { "$archwright" verify --platforms linux/amd64 --require documents "$image"; }
imagetools() { docker buildx imagetools inspect "$image"; }
manifest() { crane manifest --insecure "$image"; }
for pair in $(seq "$pairs"); do
  # In turn before and after the peer, which finds the layer in the registry's memory then.
  if [ $((pair % 2)) = 0 ]; then seconds unpack >>"$scratch/crane-export"; fi
  seconds cold >>"$scratch/proof-cold"
  if [ $((pair % 2)) = 1 ]; then seconds unpack >>"$scratch/crane-export"; fi
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
