# archwright: ignore-file=AW212
FROM debian:12
# archwright: ignore=AW207 for tests on amd64 only
RUN curl -O https://example.org/a-amd64
RUN echo && \
    # archwright: ignore=AW207,AW203 mixed
    curl -O https://example.org/b-amd64
# archwright: ignore=AW270 mistyped
RUN curl -O https://example.org/c-amd64
# archwright: ignore=AW201
