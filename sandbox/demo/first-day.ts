import { setTimeout as sleep } from 'node:timers/promises'
import type { PageClient } from './page-client.ts'

/** What the first round of the synchronisation found. */
export interface FirstDay {
  /** Customers who are somebody's friends. */
  people: number
  /** Of them whom nobody knew. */
  born: number
}

const lookAgainMs = 250
/** Six friends take a moment, on a busy machine a few. */
const mostLooks = 480

/** 林海 has staff and friends taken over from WeCom before anybody begins to work, and looks how far it is, as on the page. */
export async function takeOverCorp(page: PageClient): Promise<FirstDay> {
  interface Rounds {
    reports: { isFirst: boolean; counts: FirstDay }[]
  }
  await page.ask('linhai', 'POST', '/contact-sync/run')
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const { reports } = await page.ask<Rounds>('linhai', 'GET', '/contact-sync')
    const first = reports.find(({ isFirst }) => isFirst)
    if (first) return first.counts
    await sleep(lookAgainMs)
  }
  throw new Error('the friends from before the first day are not taken over')
}
