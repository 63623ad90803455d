import type { OperationName } from '../admin/src/api/operations.ts'

interface MenuPage {
  path: string
  title: string
  needs?: OperationName
}

/** The table of the page itself; its types are those of the page's own compiler. */
const routes = new URL('../admin/src/pages/routes.ts', import.meta.url).href
/** Every page inside the frame. */
export const { pages } = (await import(/* @vite-ignore */ routes)) as { pages: MenuPage[] }
