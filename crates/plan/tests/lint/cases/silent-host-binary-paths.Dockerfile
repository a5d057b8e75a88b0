FROM debian:12 AS libs
RUN mkdir /out && cp /usr/lib/*-linux-gnu/libpq.so.5 /out
RUN ln -s /usr/lib/$(uname -m)-linux-gnu /usr/lib/x86_64-linux-gnu
FROM debian:12 AS emulators
FROM --platform=$BUILDPLATFORM debian:12 AS cross
COPY --from=emulators /usr/lib/x86_64-linux-gnu /sysroot/amd64
RUN make
FROM debian:12
ARG TARGETARCH
COPY --from=libs /usr/lib/x86_64-linux-gnu/libpq.so.5 /usr/lib/
COPY --from=emulators /usr/bin/qemu-aarch64-static /usr/bin/
COPY --from=emulators /opt/linux-amd64 /opt/linux-arm64 /opt/
COPY --from=cross /out/$TARGETARCH/app /app
COPY --from=busybox:1 /bin/sh /bin/sh
