#!/usr/bin/env bash
# How long `plan` takes: eight variants for two platforms, and 200 images for four.
#
#   benches/plan.sh [RUNS]      needs nothing but what plans are made of; prints minimum, median and maximum in milliseconds
#
# Each time is of a whole process: the configuration is read, the plan is made, printed as text or JSON and thrown away. The facts are
# given, as a saved file: what Docker and git take to answer is theirs. Goals: 10 ms for the first, 100 ms for the second.
set -euo pipefail
runs=${1:-20}
cd "$(dirname "$0")/.."
if [ -z "${ARCHWRIGHT_BIN:-}" ]; then cargo build --quiet --release -p archwright; fi
archwright=$(realpath "${ARCHWRIGHT_BIN:-target/release/archwright}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

dockerfile() { # NAME: of the usual length
  cat <<END
# syntax=docker/dockerfile:1
FROM debian:bookworm-slim AS base
ARG TARGETARCH
ARG FLAVOUR=all
ENV FLAVOUR=\${FLAVOUR} APP=$1
WORKDIR /srv
COPY app ./app
RUN case "\$TARGETARCH" in amd64|arm64|arm|riscv64) echo "\$TARGETARCH" > arch ;; *) exit 1 ;; esac
FROM base
USER nobody
ENTRYPOINT ["/srv/app/$1"]
END
}

mkdir -p "$scratch/variants/app" "$scratch/images/app"
{
  printf '[project]\nregistry = "ghcr.io/acme"\nplatforms = ["linux/amd64", "linux/arm64"]\nversion = { literal = "1.4.0" }\n'
  printf '[image.openhqm]\ntags = ["{version}", "{minor}", "latest"]\n'
  for flavour in all redis kafka sqs azure gcp mqtt minimal; do
    printf '[image.openhqm.variant.%s]\nbuild-args = { FLAVOUR = "%s" }\nlabels = { "org.example.flavour" = "%s" }\n' "$flavour" "$flavour" "$flavour"
  done
} >"$scratch/variants/archwright.toml"
dockerfile openhqm >"$scratch/variants/Dockerfile"
{
  printf '[project]\nregistry = "ghcr.io/acme"\nplatforms = ["linux/amd64", "linux/arm64", "linux/arm/v7", "linux/riscv64"]\nversion = { literal = "1.4.0" }\n'
  for number in $(seq 200); do
    printf '[image.service-%s]\ndockerfile = "service-%s.Dockerfile"\ntags = ["{version}", "latest"]\nbuild-args = { FLAVOUR = "%s" }\n' "$number" "$number" "$number"
    # Every tenth stands on the one before it.
    if [ $((number % 10)) = 0 ]; then printf 'needs = ["image.service-%s"]\n' "$((number - 1))"; fi
    dockerfile "service-$number" >"$scratch/images/service-$number.Dockerfile"
  done
} >"$scratch/images/archwright.toml"

milliseconds() { # ROW FOLDER ARGS…: what the command took, kept under the row's name
  local row=$1 folder=$2 begun; shift 2
  cd "$scratch/$folder"
  begun=$EPOCHREALTIME
  "$archwright" "$@" >"$scratch/out" 2>"$scratch/said" || { cat "$scratch/said" >&2; return 1; }
  awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f\n", (b - a) * 1000 }' >>"$scratch/$row"
}
row() { sort -g "$scratch/$1" | awk -v side="$1" '{ v[NR] = $1 } END { printf "%-28s  min %.1f  median %.1f  max %.1f ms\n", side, v[1], v[int((NR + 1) / 2)], v[NR] }'; }

for folder in variants images; do (cd "$scratch/$folder" && "$archwright" facts >facts.json 2>/dev/null); done
for _ in $(seq "$runs"); do
  milliseconds empty-process variants help
  milliseconds 8-variants-2-platforms variants plan --all --push --facts facts.json
  milliseconds 200-images-4-platforms images plan --push --facts facts.json
  milliseconds 200-images-4-platforms-json images plan --push --json --facts facts.json
done
echo "measured: $archwright on $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
for name in empty-process 8-variants-2-platforms 200-images-4-platforms 200-images-4-platforms-json; do row "$name"; done
