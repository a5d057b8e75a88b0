FROM --platform=$BUILDPLATFORM rust:1.83 AS build-amd64
RUN cargo build --target x86_64-unknown-linux-gnu
FROM --platform=$BUILDPLATFORM rust:1.83 AS build-arm64
RUN cargo build --target aarch64-unknown-linux-gnu
FROM build-${TARGETARCH} AS build
FROM --platform=$BUILDPLATFORM rust:1.83 AS both
ARG TARGETARCH
RUN cargo build --target x86_64-unknown-linux-gnu && cargo build --target aarch64-unknown-linux-gnu
RUN case "$TARGETARCH" in \
      amd64) T=x86_64-unknown-linux-musl ;; \
      arm64) T=aarch64-unknown-linux-musl ;; \
      *) exit 1 ;; \
    esac && cargo build --target $T
RUN rustup target add x86_64-unknown-linux-musl wasm32-unknown-unknown && cargo build --target wasm32-unknown-unknown
FROM debian:12 AS unused
RUN GOARCH=amd64 go build
FROM debian:12
ARG TARGETARCH
COPY --from=build /app /app
COPY --from=both /out/$TARGETARCH/app /app2
