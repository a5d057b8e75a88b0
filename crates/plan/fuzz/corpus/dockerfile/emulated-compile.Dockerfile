FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/go/pkg go build -o /out/app ./cmd/app
FROM rust:1.83 AS cli
RUN cargo build --release && strip target/release/cli
FROM gcr.io/distroless/static
COPY --from=build /out/app /app
COPY --from=cli /src/target/release/cli /cli
