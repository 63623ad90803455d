import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { MongoClient, ObjectId } from 'mongodb'
import { parseStringPromise } from 'xml2js'
import { type CallbackKeys, createCallbackCrypto } from '../../http/callback-crypto.ts'
import { answer } from './answer.ts'

// The anchor: the least that can be done with a callback. Checks and decrypts, parses, inserts once, answers.
answer({
  listen: async (given: { mongodbUri: string; keys: CallbackKeys }) => {
    const client = await MongoClient.connect(given.mongodbUri)
    const callbacks = client.db().collection('callbacks')
    const crypto = createCallbackCrypto(given.keys)
    const app = new Koa()
    app.use(async (ctx) => {
      const chunks: Buffer[] = []
      for await (const chunk of ctx.req) chunks.push(chunk as Buffer)
      const cipher = /<Encrypt><!\[CDATA\[(.*?)\]\]><\/Encrypt>/.exec(Buffer.concat(chunks).toString())?.[1]
      const query = new URLSearchParams(ctx.querystring)
      const text = (name: string) => query.get(name) ?? ''
      const [signature, timestamp, nonce] = [text('msg_signature'), text('timestamp'), text('nonce')]
      const xml = crypto.open({ signature, timestamp, nonce, cipher: cipher ?? '' })
      const { xml: event } = await parseStringPromise(xml, { explicitArray: false })
      await callbacks.insertOne({ _id: new ObjectId(), receivedAt: new Date(), event })
      ctx.body = ''
    })
    const server = createServer(app.callback()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  },
})
