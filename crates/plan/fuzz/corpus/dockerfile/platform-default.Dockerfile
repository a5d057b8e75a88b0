# syntax=docker/dockerfile:1
# lint: file=docker/Dockerfile.agent
FROM debian:bookworm-slim
ARG TARGETOS=linux
ARG TARGETARCH=amd64
RUN curl -LO "https://dl.k8s.io/release/$(curl -L -s https://dl.k8s.io/release/stable.txt)/bin/${TARGETOS}/${TARGETARCH}/kubectl"
