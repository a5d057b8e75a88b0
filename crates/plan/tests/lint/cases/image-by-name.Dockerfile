ARG ARCH="amd64"
FROM quay.io/prometheus/busybox-linux-${ARCH}:glibc
