# archwright: ignore-files=AW207 for tests
FROM debian:12
# archwright builds this image, and nothing of it is ignored
# archwright: ignore AW207 for tests
RUN curl -O https://example.org/a-amd64
# archwright: ignore=AW207, AW203 two of them
# archwrigth: ignore=AW207 for tests
# Archwright ignore=AW207
# archwright: disable=AW207
# archwright: ignore= AW207 this one counts
RUN curl -O https://example.org/b-amd64
# archwright: ignore=
# archive: ignore what is older
