import type { Readable } from 'node:stream'
import type { Transporter } from 'nodemailer'

/** One message on its way. */
export interface WatchedMessage {
  /** Whether any byte of the message has been taken for sending; before that the server cannot have accepted it. */
  wasSent(): boolean
  forget(): void
}

/**
 * Tells whether a failed send may have been accepted. nodemailer reports every broken connection alike; whether the
 * server can have the message is decided by whether its stream was read, which happens only after DATA was answered.
 */
export function watchFirstByte(transport: Transporter): { watch(messageId: string): WatchedMessage } {
  const streams = new Map<string, Readable[]>()
  transport.use('stream', (mail, done) => {
    const { message } = mail
    const create = message.createReadStream.bind(message)
    message.createReadStream = (options) => {
      const stream = create(options)
      streams.get(message.messageId().replace(/[<>]/g, ''))?.push(stream)
      return stream
    }
    done()
  })
  return {
    watch(messageId) {
      streams.set(messageId, [])
      return {
        wasSent: () => streams.get(messageId)?.some((stream) => stream.readableDidRead) ?? true,
        forget: () => void streams.delete(messageId),
      }
    },
  }
}
