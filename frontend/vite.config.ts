import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Builds into the static files of Django, which names them from the manifest (eventhub/web/spa.py). */
export default defineConfig({
  base: "/static/app/",
  publicDir: false,
  resolve: { alias: { "~": here("./src") } },
  build: {
    outDir: here("../eventhub/static/app"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: { input: here("./src/main.tsx") },
  },
});
