FROM debian:bookworm-slim
ARG KARCH=amd64
RUN apt-get update && apt-get install -y curl \
 && curl -LO "https://dl.k8s.io/release/v1.30.0/bin/linux/amd64/kubectl" \
 # a comment in between
 && wget -q https://example.org/node-v20.10.0-linux-x64.tar.xz
RUN curl -fsSL https://example.org/helm-${KARCH}.tgz | tar xz
RUN U=https://example.org/uv-x86_64-unknown-linux-gnu.tar.gz; curl -L "$U" -o /tmp/uv.tgz
RUN echo "deb [arch=amd64] https://apt.example.org stable main" > /etc/apt/sources.list.d/x.list
RUN wget https://example.org/p_1.0_amd64.deb && dpkg -i p_1.0_amd64.deb
ADD https://example.org/tini-amd64 /tini
RUN <<EOF
set -e
curl -o /yq https://example.org/yq_linux_arm64
EOF
RUN ["curl", "-O", "https://example.org/exec-s390x"]
