FROM node:20-alpine AS ui
RUN yarn --cwd ui build
FROM golang:1.22 AS build
COPY --from=ui ui/dist/app ui/dist/app
RUN make
FROM scratch
COPY --from=build /app /app
