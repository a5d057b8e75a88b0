FROM debian:12
# archwright: ignore=AW207 only the first is for amd64 machines
RUN curl -O https://example.org/a_amd64.deb && dpkg -i a_amd64.deb
RUN curl -O https://example.org/a_amd64.deb
RUN dpkg -i a_amd64.deb
ENV U=https://example.org/b-amd64
# archwright: ignore=AW207 named once more
RUN curl -O $U
RUN wget $U && sha256sum $U
