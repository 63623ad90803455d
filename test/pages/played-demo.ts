import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Login } from '../../sandbox/demo/members.ts'
import { createPageClient } from '../../sandbox/demo/page-client.ts'
import { sessionCookie } from '../../server/admin-api/core/who.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** As a company has them: two good rows, one whose number a spreadsheet has spoilt. */
const oldMembers = [
  '手机号,姓名,生日,同意短信营销,同意时间',
  '13900001001,李晓梅,1990-05-12,是,2024-03-01 10:00',
  '13900001002,王建国,1985-11-03,否,',
  '1.39E+10,赵敏,1992-02-20,是,2024-03-01 10:00',
].join('\n')

const printed = /运营页 (http:\/\/\S+?)\/admin\/ ，密码都是 (\S+) /

export interface Cookie {
  name: string
  value: string
}

export interface PlayedDemo {
  base: string
  /** Of a member of the demo; the owner may open every page. */
  cookieOf(login: Login): Promise<Cookie>
  /** Somebody with a story to tell. */
  busiestCustomer(): Promise<string>
  /** An order of which something was given back. */
  refundedOrder(): Promise<string>
  /** The campaign of this name. */
  campaign(name: string): Promise<string>
  /** One money was given back by: number of the order and of the refund. */
  refund(): Promise<string>
  /** The last 日报 or 周报. */
  report(): Promise<string>
  /** A file of old members that was looked through, and not taken over yet. */
  checkedImport(): Promise<string>
  /** The alert that rang. */
  closedAlert(): Promise<string>
  end(): Promise<void>
}

/** `npm run demo` at the end of its story, where it goes on running. */
export async function playedDemo(): Promise<PlayedDemo> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/demo/main.ts', '--cast', '30'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [base, password] = await new Promise<[string, string]>((resolve, reject) => {
    let output = ''
    child.once('close', () => reject(new Error(`the demo ended:\n${output.slice(-2_000)}`)))
    child.stdout.on('data', (text: Buffer) => {
      output += text
      const found = printed.exec(output)
      if (found?.[1] && found[2]) resolve([found[1], found[2]])
    })
  })
  const page = createPageClient(base, password)
  const cookies = new Map<Login, Promise<Cookie>>()
  const cookieOf = (login: Login): Promise<Cookie> => {
    const known = cookies.get(login)
    const cookie = known ?? page.logIn(login).then((value) => ({ name: sessionCookie, value }))
    cookies.set(login, cookie)
    return cookie
  }

  return {
    base,
    cookieOf,
    async busiestCustomer() {
      const { items } = await page.ask<{ items: { id: string; lastOrderAt: string | null }[] }>(
        'linhai',
        'GET',
        `/customers?tag=${encodeURIComponent('高意向')}`,
      )
      const one = items.find(({ lastOrderAt }) => lastOrderAt !== null)
      if (!one) throw new Error('nobody in the demo bought and is 高意向')
      return one.id
    },
    async refundedOrder() {
      type Orders = { items: { id: string; refundedFen: number }[] }
      const { items } = await page.ask<Orders>('hejing', 'GET', '/orders?limit=200')
      const one = items.find(({ refundedFen }) => refundedFen > 0) ?? items[0]
      if (!one) throw new Error('nobody in the demo ordered anything')
      return one.id
    },
    async campaign(name) {
      type Campaigns = { items: { id: string; plan: { name: string } }[] }
      const { items } = await page.ask<Campaigns>('zhoumin', 'GET', '/campaigns')
      const one = items.find(({ plan }) => plan.name === name)
      if (!one) throw new Error(`the demo has no campaign ${name}`)
      return one.id
    },
    async refund() {
      type Refunds = { items: { no: string; refundNo: string }[] }
      const { items } = await page.ask<Refunds>('hejing', 'GET', '/refunds?look=closed')
      if (!items[0]) throw new Error('nobody in the demo got money back')
      return `${items[0].no}/${encodeURIComponent(items[0].refundNo)}`
    },
    async report() {
      const { items } = await page.ask<{ items: { id: string }[] }>('linhai', 'GET', '/reports')
      if (!items[0]) throw new Error('no report was sent in the demo')
      return items[0].id
    },
    async checkedImport() {
      const bytes = new TextEncoder().encode(oldMembers)
      const about = { kind: 'customers', name: '老会员.csv', sizeBytes: bytes.length }
      const { id } = await page.ask<{ id: string }>('zhoumin', 'POST', '/imports', about)
      const { name, value } = await cookieOf('zhoumin')
      const sent = await fetch(`${base}/api/v1/imports/${id}/parts/0`, {
        method: 'PUT',
        headers: { origin: base, cookie: `${name}=${value}`, 'content-type': 'application/vnd.kelu.part' },
        body: bytes,
      })
      if (!sent.ok) throw new Error(`the file was refused: ${sent.status}`)
      await page.ask('zhoumin', 'POST', `/imports/${id}/read`)
      type Read = { state: string; columns: { target: string | null }[] }
      const look = () => page.ask<Read>('zhoumin', 'GET', `/imports/${id}`)
      const columns = (await look()).columns.map(({ target }) => target)
      await page.ask('zhoumin', 'POST', `/imports/${id}/check`, { columns })
      for (let looks = 0; looks < 100 && (await look()).state !== 'checked'; looks += 1) await pause(200)
      return id
    },
    async closedAlert() {
      const { closed } = await page.ask<{ closed: { id: string }[] }>('zhoumin', 'GET', '/alerts')
      if (!closed[0]) throw new Error('no alert rang in the demo')
      return closed[0].id
    },
    async end() {
      child.kill('SIGINT')
      await once(child, 'close')
    },
  }
}
