# syntax=docker.io/acme/buildpacks:1
anything amd64 $TARGETARCH
