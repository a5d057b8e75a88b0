FROM --platform=$BUILDPLATFORM debian:12 AS fetch
RUN curl -o /out/tool https://example.org/tool-$(uname -m)
RUN ARCH=$(dpkg --print-architecture) && curl -o /out/b https://example.org/b-$ARCH
FROM debian:12
COPY --from=fetch /out/tool /usr/bin/
