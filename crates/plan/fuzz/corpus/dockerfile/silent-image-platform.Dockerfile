FROM --platform=$BUILDPLATFORM node:20 AS ui
RUN npm run build
FROM --platform=$TARGETPLATFORM nginx:1.27 AS other
FROM --platform=linux/amd64 scratch AS none
FROM --platform=linux/${TARGETARCH} nginx:1.27
COPY --from=ui /app/dist /usr/share/nginx/html
