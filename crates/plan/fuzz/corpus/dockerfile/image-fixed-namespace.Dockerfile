FROM amd64/debian:12
