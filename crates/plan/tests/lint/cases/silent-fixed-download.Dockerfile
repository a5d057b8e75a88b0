FROM debian:bookworm-slim
ARG TARGETARCH TARGETPLATFORM
ARG DPKG
RUN curl -LO https://dl.k8s.io/release/v1.30.0/bin/linux/${TARGETARCH}/kubectl
RUN case "${TARGETARCH}" in \
      amd64) URL=https://example.org/tool-linux-x86_64.tar.gz ;; \
      arm64) URL=https://example.org/tool-linux-aarch64.tar.gz ;; \
      *) echo "unsupported ${TARGETARCH}" && exit 1 ;; \
    esac; curl -fsSL "$URL" | tar xz
RUN set -eux; \
    dpkgArch="$(dpkg --print-architecture)"; \
    case "${dpkgArch##*-}" in \
      amd64) rustArch='x86_64-unknown-linux-gnu' ;; \
      arm64) rustArch='aarch64-unknown-linux-gnu' ;; \
    esac; \
    wget "https://static.rust-lang.org/rustup/archive/1.27.1/${rustArch}/rustup-init"
RUN if [ "$TARGETARCH" = "amd64" ]; then curl -O https://example.org/a-amd64; else curl -O https://example.org/a-arm64; fi
RUN [ "$TARGETARCH" != amd64 ] || curl -O https://example.org/fast-amd64
RUN test "$TARGETPLATFORM" = linux/amd64 && curl -O https://example.org/b-amd64 || true
RUN ARCH=$(uname -m) && curl -O https://example.org/c-${ARCH}.tgz
RUN curl -O https://example.org/app-$(echo ${TARGETARCH} | sed 's/amd64/x86_64/;s/arm64/aarch64/').tgz
RUN curl -O https://example.org/x-amd64.bin && curl -O https://example.org/x-arm64.bin && mv x-$TARGETARCH.bin x
RUN curl -O https://example.org/icon-64x64.png https://example.org/release-windows-amd64.zip
RUN apt-get install -y gcc-aarch64-linux-gnu libc6:amd64 # amd64
# archwright: ignore=AW207 this service runs on amd64 machines only, see #12
RUN curl -O https://example.org/pinned-amd64
RUN cat > /etc/notes <<EOF
get it from https://example.org/tool-amd64
EOF
