import type { Child } from './child.ts'
import { medianRow, type Row } from './row.ts'

const friendsEveryMs = 500
const aloneMs = 3_000

/** How long new friends who come one by one wait for their welcome, ms: one after the other while something goes on. */
export async function waitsDuring(platforms: Child, during: () => Promise<unknown>): Promise<number[]> {
  await platforms.ask('arrivals', friendsEveryMs)
  await during()
  return platforms.ask<number[]>('arrived')
}

/** The same while nothing goes on. */
export const waitsAlone = (platforms: Child): Promise<number[]> =>
  waitsDuring(platforms, () => new Promise((resolve) => setTimeout(resolve, aloneMs)))

export function welcomesRow(meanwhile: readonly number[], alone: readonly number[]): Row {
  return medianRow('welcomes a second Kelu could send while it runs / alone, one by one', 'welcomes/s', [
    { value: 1_000 / median(meanwhile), anchor: 1_000 / median(alone) },
  ])
}

function median(waits: readonly number[]): number {
  return waits.toSorted((a, b) => a - b)[Math.floor((waits.length - 1) / 2)] ?? Number.NaN
}

export function waitsInWords(waits: readonly number[]): string {
  return `${waits.length}, ${median(waits).toFixed(0)} ms in the median, ${Math.max(...waits).toFixed(0)} ms at most`
}
