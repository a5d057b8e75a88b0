FROM --platform=$BUILDPLATFORM golang:1.22 AS go
WORKDIR /src
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app
FROM --platform=$BUILDPLATFORM rust:1.83 AS rust
RUN cargo build --release && cp target/release/cli /usr/local/bin/cli
FROM --platform=linux/amd64 golang:1.22 AS fixed
RUN go install example.org/tool@1
FROM amd64/golang:1.22 AS namespace
RUN go build -o /ns .
FROM debian:12
COPY --from=go /out /opt
COPY --from=rust /usr/local/bin/cli /usr/bin/
COPY --from=fixed /go/bin/tool /usr/bin/
COPY --from=namespace /ns /ns
