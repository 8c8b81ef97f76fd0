import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page is built into the package that serves it. Nothing in it comes from elsewhere: microscopes have no internet. */
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../pacetomo/page',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 2000,
    reportCompressedSize: false,
  },
});
