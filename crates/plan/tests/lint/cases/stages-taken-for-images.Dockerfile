FROM golang:1.22 AS builder
FROM debian:12 AS base-amd64
FROM base-${TARGETARCH} AS final
COPY --from=bulider /a /a
COPY --from=late /b /b
FROM debian:12 AS late
FROM final
