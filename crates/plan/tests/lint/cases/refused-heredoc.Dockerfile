FROM debian:12
RUN <<EOF
curl -O https://example.org/x-amd64
EOF2
ARG TARGETARCH=amd64
