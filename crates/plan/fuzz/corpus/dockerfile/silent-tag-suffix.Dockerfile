FROM ghcr.io/acme/base:1-${TARGETARCH} AS a
FROM acme/tool:arm64 AS c
FROM golang:1.22-bookworm AS base-amd64
FROM golang:1.22-bookworm AS base-arm64
FROM base-${TARGETARCH} AS d
FROM debian:bookworm-slim
COPY --from=a /a /a
COPY --from=c /a /c
COPY --from=d /a /d
