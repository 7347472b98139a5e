import { defineConfig } from "vite";

// One classic script: a council page embeds it with one tag, and nothing else is fetched.
export default defineConfig({
  build: {
    target: "es2022",
    outDir: "../dist",
    emptyOutDir: true,
    lib: {
      entry: "src/main.ts",
      name: "NeurodiversityHubChat",
      formats: ["iife"],
      fileName: () => "neurodiversity-hub-chat.js",
    },
  },
});
