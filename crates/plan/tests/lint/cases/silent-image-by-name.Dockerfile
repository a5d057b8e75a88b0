FROM ghcr.io/acme/tool:1-amd64 AS tools
FROM ghcr.io/acme/base:1-${TARGETARCH}
