import vue from '@vitejs/plugin-vue'
import { defineConfig, loadEnv } from 'vite'
import { precompress } from './build/precompress.ts'
import { stayInside } from './build/stay-inside.ts'

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, new URL('..', import.meta.url).pathname, ['PORT', 'PUBLIC_URL'])
  const kelu = `http://127.0.0.1:${env.PORT ?? 3_000}`
  return {
    base: '/admin/',
    plugins: [stayInside(), vue(), precompress()],
    build: {
      outDir: '../dist/admin',
      emptyOutDir: true,
      target: 'es2022',
      // Neither data: addresses nor inline scripts, so that the strict policy holds.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      manifest: true,
      reportCompressedSize: false,
    },
    optimizeDeps: {
      include: [
        'element-plus/es',
        'echarts/core',
        'echarts/charts',
        'echarts/components',
        'echarts/renderers',
      ],
    },
    server: {
      host: '127.0.0.1',
      // Kelu takes changes only from its own page: here this server stands in for it.
      proxy: { '/api': { target: kelu, headers: { origin: env.PUBLIC_URL ?? 'http://localhost:3000' } } },
    },
  }
})
