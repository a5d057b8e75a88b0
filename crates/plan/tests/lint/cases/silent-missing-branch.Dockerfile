FROM debian:12
ARG TARGETARCH TARGETPLATFORM
RUN case "$TARGETARCH" in amd64) A=x64 ;; *) echo "unsupported" >&2; exit 1 ;; esac; curl -O https://example.org/t-$A
RUN case "$TARGETARCH" in arm64) apt-get install -y libatomic1 ;; esac
RUN case "$TARGETARCH" in arm64) FLAGS=--lg-page=16 ;; esac; ./configure $FLAGS
RUN A=x86_64; case "$TARGETARCH" in arm64) A=aarch64 ;; esac; curl -O https://example.org/t-$A
RUN case $TARGETPLATFORM in linux/a*64) A=64 ;; esac; curl -O https://example.org/t-$A
RUN case "$(uname -m)" in x86_64) A=x64 ;; aarch64|arm64) A=arm64 ;; esac; curl -O https://example.org/t-$A
RUN case "$TARGETARCH" in amd64) A=x64 ;; *) A="$TARGETARCH" ;; esac; curl -O https://example.org/t-$A
RUN case "$FLAVOUR" in slim) A=x ;; esac; curl -O https://example.org/t-$A
RUN case "$TARGETARCH" in "$OTHER") A=x ;; amd64) A=y ;; esac; curl -O https://example.org/t-$A
RUN case "$TARGETARCH" in amd64) A=x ;; esac; curl -O "https://example.org/t-${A:-generic}"
