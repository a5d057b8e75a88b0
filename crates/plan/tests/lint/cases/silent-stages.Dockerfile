FROM node AS node1
FROM node AS node2
FROM gcr.io/x/builder AS a
FROM alpine AS b-amd64
FROM alpine AS b-arm64
FROM b-$TARGETARCH
COPY --from=busybox /bin/sh /bin/
COPY --from=node1 /x /x
COPY --from=1 /x /x
COPY --from=acme.com/a:1 /y /y
RUN --mount=type=bind,from=a,target=/a true
