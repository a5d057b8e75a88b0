FROM golang:1.22 AS arg
ARG GOOS=linux
ARG GOARCH=amd64
RUN make binaries
FROM debian:12 AS cross
RUN make ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-
RUN x86_64-linux-gnu-gcc -o /hello hello.c
RUN ./configure --host=aarch64-linux-gnu && make
ENV CC=aarch64-linux-gnu-gcc
FROM alpine:3 AS root
ARG ARCH=x86_64
RUN apk --root /r add --arch ${ARCH} --initdb busybox
FROM node:22
RUN npm install --no-save @rollup/rollup-linux-x64-gnu && go env -w GOARCH=amd64
RUN pip install --platform manylinux2014_x86_64 --only-binary=:all: -t /site numpy
COPY --from=arg /a /a
COPY --from=cross /hello /hello
COPY --from=root /r /
