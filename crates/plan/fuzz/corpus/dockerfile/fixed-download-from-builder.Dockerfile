FROM --platform=$BUILDPLATFORM alpine:3 AS fetch
RUN wget -O /out/kubectl https://dl.k8s.io/release/v1.30.0/bin/linux/amd64/kubectl
RUN wget -O /tmp/protoc.zip https://example.org/protoc-linux-x86_64.zip
FROM --platform=linux/amd64 alpine:3 AS gen
RUN wget https://example.org/gen-amd64 && ./gen-amd64 > /schema.json
FROM alpine:3
COPY --from=fetch /out/kubectl /usr/bin/
COPY --from=gen /schema.json /etc/
