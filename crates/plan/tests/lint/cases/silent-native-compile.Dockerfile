FROM --platform=$BUILDPLATFORM golang:1.22 AS tools
RUN GOBIN=/out go install example.org/gen@1
FROM --platform=$BUILDPLATFORM golang:1.22 AS build
ARG TARGETOS TARGETARCH
COPY --from=tools /out/gen /usr/bin/gen
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/app .
FROM --platform=$BUILDPLATFORM golang:1.22 AS docs
RUN go build -o /gen ./cmd/gen && /gen > /docs.json
FROM --platform=$BUILDPLATFORM rust:1.83 AS wasm
RUN cargo build --target wasm32-unknown-unknown --release
FROM --platform=$BUILDPLATFORM rust:1.83 AS zig
ARG TARGETPLATFORM
RUN cargo zigbuild --target "$(cat target.txt)" && cp target/release/x /x
FROM --platform=linux/amd64 golang:1.22 AS build-amd64
RUN go build -o /n .
FROM --platform=linux/arm64 golang:1.22 AS build-arm64
RUN go build -o /n .
FROM build-${TARGETARCH} AS native
FROM debian:12
COPY --from=build /out/app /app
COPY --from=docs /docs.json /
COPY --from=wasm /src/target/wasm32-unknown-unknown/release/a.wasm /
COPY --from=zig /x /x
COPY --from=native /n /n
