FROM rust:1.83-slim AS rust-builder
RUN cargo build --release --target x86_64-unknown-linux-musl
FROM golang:1.22 AS go
ENV CGO_ENABLED=0 GOARCH=amd64
RUN go build -o /app .
FROM golang:1.22 AS more
RUN GOOS=linux GOARCH="arm64" go build -o /b .
FROM scratch
COPY --from=rust-builder /src/target/x86_64-unknown-linux-musl/release/app /app
COPY --from=go /app /a
COPY --from=more /b /b
