# Kelu in a container: no root, nothing writable but /data and /tmp. See deploy/README.md.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY admin/package.json admin/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
ENV DATA_DIR=/data
ENV PORT=3000
ENV OPS_PORT=3001
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/templates ./templates
COPY --chmod=755 deploy/kelu.sh /usr/local/bin/kelu
RUN install -d -o 1000 -g 1000 -m 700 /data
USER 1000:1000
VOLUME /data
EXPOSE 3000 3001
# The program asks itself, as no curl is here.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["node", "dist/server/health.js"]
# No npm and no shell between: signals reach Kelu itself.
CMD ["node", "--enable-source-maps", "dist/server/main.js"]
