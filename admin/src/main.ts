import 'element-plus/dist/index.css'
import './design/css/tokens.css'
import './design/css/base.css'
import './design/css/print.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { queryDefaults } from './api/query-defaults.ts'
import { createPageRouter } from './router.ts'

const queries = new QueryClient({ defaultOptions: queryDefaults })
createApp(App)
  .use(createPinia())
  .use(createPageRouter())
  .use(VueQueryPlugin, { queryClient: queries })
  .mount('#app')
