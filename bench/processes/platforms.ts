import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCallbackCrypto } from '../../http/callback-crypto.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import type { Delivery } from '../delivery.ts'
import { personNumbered } from '../person.ts'
import { answer } from './answer.ts'

const staff = 'lihua'
const unlimited = { wecomPerApiMinute: 1e9, wecomPerApiHour: 1e9, busyMs: 0 }

// The platforms' clock stands: welcome codes stay good there. Kelu looks at the time of the callback, so it is set anew
// before friends are added.
const now = new Date()
const sandbox = await startSandbox({ now, settings: { limits: unlimited } })
await sandbox.addStaff({ userid: staff, name: '李华', reachable: true })

// In Kelu's place while callbacks are made: keeps what WeCom would have posted.
const kept: Delivery[] = []
const keeper = createServer(async (req, res) => {
  let body = ''
  for await (const chunk of req) body += chunk
  const query = (req.url ?? '').replace(/^[^?]*/, '')
  kept.push({ query, body })
  res.end()
}).listen(0, '127.0.0.1')
await once(keeper, 'listening')
await sandbox.setTarget(`http://127.0.0.1:${(keeper.address() as AddressInfo).port}`)

const { corpId, callbackToken, callbackAesKey } = sandbox.settings
const crypto = createCallbackCrypto({ token: callbackToken, aesKey: callbackAesKey, receiver: corpId })
const seconds = String(Math.floor(now.getTime() / 1_000))
let people = 0

answer({
  platforms: () => ({ wecomUrl: sandbox.urls.wecom, settings: sandbox.settings }),

  /** Each by another person who scanned the code of the same salesperson. */
  friendsAdded: async (count: number) => {
    kept.length = 0
    await sandbox.setClock(new Date().toISOString())
    for (let made = 0; made < count; made += 1) {
      people += 1
      const person = personNumbered(people)
      await sandbox.addPerson(person)
      await sandbox.scanAndAdd({ person: person.name, staff })
    }
    if (kept.length !== count) throw new Error(`${kept.length} callbacks for ${count} people`)
    return [...kept]
  },

  /** Each about another person; a kind Kelu stores and does nothing about. */
  auditsApproved: (count: number) =>
    Array.from({ length: count }, (): Delivery => {
      people += 1
      const id = `wmbench${String(people).padStart(8, '0')}`
      const xml = `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[msg_audit_approved]]></ChangeType><UserID><![CDATA[${staff}]]></UserID><ExternalUserID><![CDATA[${id}]]></ExternalUserID></xml>`
      const nonce = randomBytes(8).toString('hex')
      const { cipher, signature } = crypto.seal(xml, { timestamp: seconds, nonce })
      return {
        query: `?msg_signature=${signature}&timestamp=${seconds}&nonce=${nonce}`,
        body: `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${cipher}]]></Encrypt><AgentID><![CDATA[]]></AgentID></xml>`,
      }
    }),
})
