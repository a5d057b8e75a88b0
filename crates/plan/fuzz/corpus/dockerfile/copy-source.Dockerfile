# lint: context=src/main.rs,Cargo.toml,target/release/x,docs/keep.md ignore=target,docs,!docs/keep.md made=ui/dist
FROM debian:12 AS Build
ARG WHAT=srd
COPY Cargo.toml Cargo.lock ./
COPY ${WHAT} ./src
COPY target/release/x ui/dist/ docs/ requirements*.txt ./
ADD https://example.org/x /x
COPY <<EOF /y
COPY nothing /
EOF
FROM debian:12 AS unused
COPY nothing /
FROM debian:12
COPY --from=BUILD /src /src
