# escape=`
FROM debian:12 as BASE
RUN apt-get update `
  && curl -O `

     https://example.org/`
x-amd64
FROM Base
COPY --from=base C:\x y
RUN echo 'a' \\
