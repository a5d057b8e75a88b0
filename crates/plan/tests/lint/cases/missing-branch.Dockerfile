# lint: platforms=linux/amd64,linux/arm64,linux/arm/v7
FROM debian:12 AS default
ARG TARGETARCH
RUN case "$TARGETARCH" in \
      amd64) ARCH=x86_64 ;; \
      arm64) ARCH=aarch64 ;; \
      *) ARCH=x86_64 ;; \
    esac && curl -fsSL "https://example.org/tool-$ARCH.tar.gz" | tar xz
FROM debian:12 AS nothing
RUN set -e; arch="$(uname -m)"; \
    case "${arch}" in x86_64|amd64) url=a; sum=1 ;; aarch64) url=b; sum=2 ;; esac; \
    wget "https://example.org/$url" && echo "$sum" | sha256sum -c
FROM debian:12 AS unset
ARG TARGETPLATFORM
RUN <<EOF
case $TARGETPLATFORM in
  linux/amd64) A=x64 ;;
  *) echo "no idea" ;;
esac
curl -O https://example.org/t-${A}.zip
EOF
FROM alpine:3
ARG TARGETARCH TARGETVARIANT
RUN case "$(apk --print-arch)" in x86_64) B=amd64;; armv7) B=arm;; esac; wget https://example.org/$B
RUN case "${TARGETARCH}${TARGETVARIANT}" in amd64) C=a;; arm64) C=b;; armv6) C=c;; esac; echo $C > /c
COPY --from=default /t /t
COPY --from=nothing /t /t
COPY --from=unset /t /t
