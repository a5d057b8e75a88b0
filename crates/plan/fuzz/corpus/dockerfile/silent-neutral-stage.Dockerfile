FROM --platform=$BUILDPLATFORM node:20 AS right
RUN npm ci && npm run build
# Native add-ons come along here.
FROM node:20 AS server
RUN npm ci && npm run build
FROM node:20 AS base
RUN npm run build:icons
FROM base
COPY --from=right /app/dist ./public
COPY --from=server /app/node_modules ./node_modules
COPY --from=server /app/dist ./dist
RUN npm run build
