FROM scratch AS build
FROM debian:12
ARG TARGETARCH TARGETPLATFORM
COPY dist/${TARGETPLATFORM}/app /usr/bin/app
COPY --from=cli.noetl $TARGETPLATFORM/noetl /usr/bin/
COPY bin/amd64 bin/arm64 /opt/bin/
COPY requirements-amd64.txt conf/x86_64.repo /etc/
COPY qemu-aarch64-static /usr/bin/
COPY target/doc /srv/doc
COPY --from=build /src/target/release/app /usr/bin/app2
