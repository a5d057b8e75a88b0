# lint: file=docker/noetl/dev/Dockerfile
FROM node:20-alpine AS ui-builder
WORKDIR /app
COPY ui-src/package*.json ./
RUN npm ci
COPY ui-src/ ./
RUN npm run build

FROM maven:3 AS jar
RUN --mount=type=cache,target=/home/build/.m2 mvn -B package

FROM python:3.11-slim
COPY --from=ui-builder /app/dist /app/noetl/core/ui
COPY --from=jar /src/target/app.jar /app/
