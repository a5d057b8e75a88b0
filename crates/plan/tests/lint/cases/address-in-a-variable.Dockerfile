# lint: context=src/main.rs arg=FROM_BUILD=https://dl.example.org/bin
FROM debian:12
ARG FROM_BUILD
ARG MIRROR=https://mirror.example.org/bin
ARG TARGETOS
ARG TARGETARCH
ADD ${MIRROR}/${TARGETOS}/${TARGETARCH}/kubectl ${FROM_BUILD}/linux/${TARGETARCH}/helm /usr/local/bin/
ADD --chmod=755 ${FROM_BUILD}/linux/amd64/kubectl /usr/local/bin/kubectl
ADD ${FROM_BUILD#https://}/kubectl /
