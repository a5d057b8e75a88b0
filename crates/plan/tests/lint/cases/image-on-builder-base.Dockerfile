ARG P=$BUILDPLATFORM
FROM --platform=${P} debian:bookworm-slim AS base
RUN apt-get update
FROM base AS tool
FROM base
COPY --from=tool /x /x
