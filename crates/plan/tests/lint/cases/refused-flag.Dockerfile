FROM debian:12
COPY --form=build /a /a
