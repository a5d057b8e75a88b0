# A default that follows BuildKit's own value, and a build argument of one's own.
ARG TARGETARCH=${TARGETARCH:-amd64}
ARG GO=1.22
FROM golang:${GO}
ARG TARGETARCH
ARG ARCH=${TARGETARCH}
RUN curl -o /t https://example.org/tool-${ARCH}
