import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sessionCookie } from '../../server/admin-api/core/who.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const printed = /运营页 (http:\/\/\S+?)\/admin\/ ，密码都是 (\S+) /

export interface PlayedDemo {
  base: string
  /** Of the owner, who may open every page. */
  cookie: { name: string; value: string }
  /** Somebody with a story to tell. */
  busiestCustomer(): Promise<string>
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
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: base },
    body: JSON.stringify({ login: 'linhai', password }),
  })
  const value = new RegExp(`${sessionCookie}=([^;]+)`).exec(answer.headers.get('set-cookie') ?? '')?.[1]
  if (!value) throw new Error(`no log-in: ${answer.status} ${await answer.text()}`)
  const headers = { Cookie: `${sessionCookie}=${value}` }

  return {
    base,
    cookie: { name: sessionCookie, value },
    async busiestCustomer() {
      const found = await fetch(`${base}/api/v1/customers?tag=${encodeURIComponent('高意向')}`, { headers })
      const { items } = (await found.json()) as { items: { id: string }[] }
      if (!items[0]) throw new Error('nobody in the demo is 高意向')
      return items[0].id
    },
    async end() {
      child.kill('SIGINT')
      await once(child, 'close')
    },
  }
}
