FROM debian:12 A build
