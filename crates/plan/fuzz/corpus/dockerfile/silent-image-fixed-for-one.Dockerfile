# lint: platforms=linux/amd64
FROM --platform=linux/amd64 python:3.12-slim
RUN curl -O https://example.org/x-amd64.deb && dpkg -i x-amd64.deb
COPY target/release/app /usr/bin/
