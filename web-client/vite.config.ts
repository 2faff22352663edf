import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds a server. */
const SERVER = process.env.CONCORD_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  build: {
    manifest: true,
    // Files are served compressed by hand-made copies (scripts/compress.mjs); Vite's report is not of those.
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // Small pieces that every page needs would else be a request each.
        codeSplitting: {
          groups: [
            {
              name: "react",
              test: /node_modules[\\/](react|react-dom|react-router|scheduler|i18next|react-i18next|@tanstack)[\\/]/,
            },
            { name: "media", test: /node_modules[\\/](livekit-client|@livekit|@bufbuild)[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      // Not the short form: that changes the host, and the server then refuses a foreign origin.
      "/api": { target: SERVER },
      "/channel": { target: SERVER, ws: true },
      "/rtc": { target: SERVER, ws: true },
    },
  },
});
