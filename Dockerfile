# The archwright command line: the binary is built on the host, once per platform, and arrives as the context `cli.archwright`.
FROM debian:bookworm-slim
ARG TARGETPLATFORM
COPY --from=cli.archwright ${TARGETPLATFORM}/archwright /usr/local/bin/archwright
WORKDIR /project
ENTRYPOINT ["archwright"]
