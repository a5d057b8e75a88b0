FROM --platform=$BUILDPLATFORM golang:1.22 AS build
ARG TARGETARCH
RUN GOARCH=$TARGETARCH go build -o /out/app .
FROM --platform=$BUILDPLATFORM debian:bookworm-slim
COPY --from=build /out/app /usr/bin/app
