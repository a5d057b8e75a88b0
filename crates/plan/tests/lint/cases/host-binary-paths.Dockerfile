FROM golang:1.22 AS build
RUN go run build.go
FROM debian:12 AS libs
RUN apt-get install -y libpq5
FROM debian:12
COPY --from=build /src/bin/linux-amd64/server ./bin/
COPY --from=libs /usr/lib/x86_64-linux-gnu/libpq.so.5 /usr/lib/x86_64-linux-gnu/
COPY --from=ghcr.io/acme/tool:1-amd64 /tool /usr/bin/
COPY --from=amd64/busybox:1 /bin/sh /bin/
