import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'
import { whenSessionEnds } from './api/call.ts'
import type { OperationName } from './api/operations.ts'
import { outside, type PageRoute, pages } from './pages/routes.ts'
import { useSession } from './session/session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    title: string
    /** Needs no log-in. */
    open?: true
    needs?: OperationName
    shape?: 'wide'
  }
}

/** For those who build pages, and for the tests that look at every part; never in what is shipped. */
const showsParts = import.meta.env.DEV || import.meta.env.VITE_PARTS === '1'
const nameOfProduct = '客旅'

/** The ways through the page: everything but the log-in needs one, and comes back to where it was asked for. */
export function createPageRouter(): Router {
  const router = createRouter({
    history: createWebHistory('/admin/'),
    routes: [...outside.map(recordOutside), { path: '/', component: frame, children: inside() }],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })

  router.beforeEach(async (to) => {
    if (to.meta.open) return true
    // A server that cannot be asked is told by the frame, not by sending people to log in.
    const me = await useSession()
      .find()
      .catch(() => undefined)
    return me === null ? { path: '/login', query: to.path === '/' ? {} : { back: to.fullPath } } : true
  })
  router.afterEach((to) => {
    document.title = to.meta.title ? `${to.meta.title} · ${nameOfProduct}` : nameOfProduct
  })
  whenSessionEnds(() => {
    const { meta, fullPath } = router.currentRoute.value
    useSession().lose()
    if (!meta.open) void router.push({ path: '/login', query: { back: fullPath, ended: '1' } })
  })
  return router
}

const frame = () => import('./frame/AppFrame.vue')

function inside(): RouteRecordRaw[] {
  const missing = {
    path: '/:rest(.*)*',
    title: '没有这一页',
    load: () => import('./pages/missing/MissingPage.vue'),
  }
  const parts = { path: '/_parts', title: '零件', load: () => import('./pages/parts/PartsPage.vue') }
  return [...pages, ...(showsParts ? [parts] : []), missing].map(record)
}

function record({ path, title, needs, shape, load }: PageRoute): RouteRecordRaw {
  return { path, component: load, meta: { title, ...(needs && { needs }), ...(shape && { shape }) } }
}

function recordOutside({ path, title, load }: PageRoute): RouteRecordRaw {
  return { path, component: load, meta: { title, open: true } }
}
