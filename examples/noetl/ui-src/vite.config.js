import { defineConfig } from "vite";

export default defineConfig({
  server: {
    // `npm run dev` next to `python3 -m noetl.server`: the page and the API share an origin, as in the image.
    proxy: { "/api": "http://127.0.0.1:8082" },
  },
});
