import type { Share } from '../../models/alerts.ts'
import type { SentAttempt } from '../../models/sent-attempts.ts'
import { shareOf } from './judge.ts'
import type { Watched } from './watched.ts'

/** A piece of time: what went out in it, and the figure of the window that ends with it. */
export interface ChartPiece {
  from: Date
  to: Date
  own: Share
  rate: Share
}

/** Pieces of a window. */
const piecesPerWindow = 6
/** Windows before and after an alert that are shown. */
const windowsAround = 2

/** From when until when an alert is drawn: two windows around its moment, as far as they are over. */
export function stretchOf({ windowMs, settlesMs }: Watched, openedAt: Date, now: Date) {
  const moment = openedAt.getTime() - settlesMs
  const around = windowsAround * windowMs
  return {
    from: new Date(moment - around),
    to: new Date(Math.min(now.getTime() - settlesMs, moment + around)),
  }
}

/** The course of a figure around the moment it rang. `attempts` reach one window further back than what is drawn. */
export function chartOf(
  watched: Watched,
  attempts: readonly SentAttempt[],
  stretch: { from: Date; to: Date },
) {
  const stepMs = watched.windowMs / piecesPerWindow
  const pieces: ChartPiece[] = []
  for (let to = stretch.from.getTime() + stepMs; to <= stretch.to.getTime(); to += stepMs) {
    const since = (ms: number) =>
      shareOf(
        watched,
        attempts.filter(({ at }) => at.getTime() > to - ms && at.getTime() <= to),
      )
    const bounds = { from: new Date(to - stepMs), to: new Date(to) }
    pieces.push({ ...bounds, own: since(stepMs), rate: since(watched.windowMs) })
  }
  return pieces
}
