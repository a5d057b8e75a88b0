FROM debian:12 AS cross
ARG TARGETARCH
RUN apt-get install -y gcc-aarch64-linux-gnu gcc-x86-64-linux-gnu
RUN x86_64-linux-gnu-gcc -o /hello-amd64 hello.c && aarch64-linux-gnu-gcc -o /hello-arm64 hello.c
RUN if [ "$TARGETARCH" = arm64 ]; then make CROSS_COMPILE=aarch64-linux-gnu-; else make; fi
RUN make GOARCH=$TARGETARCH
RUN npm install @rollup/rollup-linux-x64-gnu @rollup/rollup-linux-arm64-gnu && pip install --platform manylinux2014_$(uname -m) -t /x numpy
FROM debian:12
ARG TARGETARCH
COPY --from=cross /hello-$TARGETARCH /hello
