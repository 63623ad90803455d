import type { Wx } from '../kelu.ts'

/** What of the mini-program's globals the example uses; types alone. */
export type ExampleWx = Wx & {
  navigateTo(to: { url: string }): void
  showToast(toast: { title: string; icon: 'none' | 'success' }): void
}

type Instance<Data> = { data: Data; setData(part: Partial<Data>): void }

export type PageFunction = <Data, Methods>(
  page: { data: Data } & Methods & ThisType<Instance<Data> & Methods>,
) => void

export type AppFunction = (app: {
  onLaunch(options: { scene: number; path: string; query: Record<string, string> }): void
}) => void

/** A tap on something with `data-…`. */
export interface Tap<Data> {
  currentTarget: { dataset: Data }
}
