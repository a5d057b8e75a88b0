FROM docker.io/library/golang:1.22-amd64 AS a
FROM $TARGETARCH/debian:12 AS b
FROM arm64/debian
COPY --from=a /x /x
COPY --from=b /x /x
