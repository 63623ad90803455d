import { Readable } from 'node:stream'
import type { Context } from '../../../http/context.ts'
import type { FileAnswer } from './endpoint.ts'

/**
 * Sends a file as it comes about: the next piece is asked for when the line has taken the one before. What goes wrong half-way
 * breaks the line off, so that nobody takes half a file for a whole one.
 */
export function sendFile(ctx: Context, type: string, { name, pieces }: FileAnswer): void {
  const stream = Readable.from(pieces)
  stream.once('error', () => ctx.res.destroy())
  ctx.attachment(name)
  ctx.type = type
  ctx.set('Cache-Control', 'no-store')
  ctx.body = stream
}
