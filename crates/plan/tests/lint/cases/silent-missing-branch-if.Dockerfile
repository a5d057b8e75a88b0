FROM debian:12
ARG TARGETARCH TARGETPLATFORM
RUN if [ "$TARGETARCH" = "amd64" ]; then A=x86_64; elif [ "$TARGETARCH" = "arm64" ]; then A=aarch64; fi; curl -O https://example.org/t-$A
RUN if [ "$TARGETARCH" = "amd64" ]; then \
      curl -O https://example.org/t-x86_64.tar.gz; \
    elif [ "$TARGETARCH" = "arm64" ]; then \
      curl -O https://example.org/t-aarch64.tar.gz; \
    else \
      echo "unsupported" >&2; exit 1; \
    fi
RUN if [ "$TARGETARCH" = amd64 ]; then A=x64; else exit 1; fi; curl -O https://example.org/t-$A
RUN if [ "$TARGETARCH" = arm64 ]; then apt-get install -y libatomic1; fi
RUN A=x86_64; if [ "$TARGETARCH" = arm64 ]; then A=aarch64; fi; curl -O https://example.org/t-$A
RUN if [[ $TARGETPLATFORM == linux/a*64 ]]; then A=64; fi; curl -O https://example.org/t-$A
RUN if [ "$TARGETARCH" != arm64 ]; then A=x86_64; else A=aarch64; fi; curl -O https://example.org/t-$A
RUN if [ "$TARGETARCH" = amd64 ] && [ "$FLAVOUR" = slim ]; then A=x64; fi; curl -O https://example.org/t-$A
RUN if [ "$FLAVOUR" = slim ]; then A=x; fi; curl -O https://example.org/t-$A
