FROM debian:12 AS Build
COPY --from=build /a /a
