FROM --platform=$BUILDPLATFORM rust:1 AS build
ARG TARGETARCH
RUN curl -o /usr/bin/protoc https://example.org/protoc-$(uname -m)
RUN cargo build --target $TARGETARCH-x
FROM debian:12
RUN curl -o /t https://example.org/t-$(uname -m)
COPY --from=build /app /app
