FROM debian:12
COPY target/release/app /usr/bin/app
COPY ./target/x86_64-unknown-linux-musl/release/cli dist/linux_amd64/tool /usr/bin/
COPY --from=cli.noetl linux/amd64/noetl /usr/bin/
COPY ["bin/app-arm64", "/usr/bin/app"]
