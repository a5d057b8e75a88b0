# lint: file=docker/noetl/dev/Dockerfile
FROM rust:1.83-slim AS rust-builder
RUN cross build --release --target aarch64-unknown-linux-gnu
FROM python:3.11-slim
COPY --from=rust-builder /build/target/aarch64-unknown-linux-gnu/release/noetl /usr/local/bin/
