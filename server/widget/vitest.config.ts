/** Tests run in jsdom, over the sources as they are. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  // The names of operations are read in the Python sources.
  server: { fs: { allow: ["../.."] } },
  test: { environment: "jsdom", include: ["tests/**/*.test.ts"] },
});
