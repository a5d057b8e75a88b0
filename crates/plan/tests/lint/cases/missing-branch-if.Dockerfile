# lint: platforms=linux/amd64,linux/arm64,linux/arm/v7
FROM debian:12 AS default
ARG TARGETARCH
RUN if [ "$TARGETARCH" = "amd64" ]; then ARCH=x86_64; \
    elif [ "$TARGETARCH" = "arm64" ]; then ARCH=aarch64; \
    else ARCH=x86_64; fi && curl -fsSL "https://example.org/tool-$ARCH.tar.gz" | tar xz
FROM debian:12 AS nothing
RUN set -e; arch="$(uname -m)"; \
    if [ "$arch" = x86_64 ] || [ "$arch" = amd64 ]; then url=a; elif [[ "${arch}" == aarch64 ]]; then url=b; fi; \
    wget "https://example.org/$url"
FROM debian:12 AS unset
ARG TARGETPLATFORM
RUN <<EOF
if test $TARGETPLATFORM = linux/amd64
then
  A=x64
else
  echo "no idea"
fi
curl -O https://example.org/t-${A}.zip
EOF
FROM alpine:3
ARG TARGETARCH
RUN if [ "$TARGETARCH" != "amd64" ]; then B=aarch64; else B=x86_64; fi; wget https://example.org/$B
COPY --from=default /t /t
COPY --from=nothing /t /t
COPY --from=unset /t /t
