import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMovedClock, nextMonday } from '../../sandbox/demo/moved-clock.ts'
import { staff } from '../../sandbox/demo/people.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { type MortalKelu, startMortalKelu } from '../kill/mortal-kelu.ts'
import { readDiary, type Strike } from '../kill/reaper.ts'
import { testDatabase } from '../testing/database.ts'
import { definitionFiles } from '../testing/definition-files.ts'
import { freePort } from '../testing/free-port.ts'
import { startFile } from '../testing/start-file.ts'

const domain = 'bounce.kelu.example'

/** What somebody does, and the e-mail that is to follow from it. */
export const mails = {
  requested: { event: 'cart.added', subject: '已收到' },
  marketing: { event: 'product.viewed', subject: '新品' },
} as const
export type MailKind = keyof typeof mails

const definitions = Object.entries(mails).flatMap(([purpose, { event, subject }]) => [
  {
    ...{ message: purpose, name: subject, purpose, prefer: ['email'] },
    email: { subject, html: `<p>${subject}</p>`, text: subject },
  },
  {
    ...{ journey: purpose, name: subject, entry: { event, again: 'always' } },
    steps: { tell: { send: { message: purpose }, next: 'end' } },
  },
])

/**
 * A mail host, and a Kelu of real processes before it that is killed where the strikes say, and from outside when it is asked. `fault`:
 * one that does that wrong (start-doctored.ts).
 */
export async function mailWorld({ strikes, fault }: { strikes: Strike[]; fault?: string }) {
  const folder = await mkdtemp(join(tmpdir(), 'kelu mail '))
  const database = await testDatabase()
  const start = nextMonday(new Date())
  const clock = createMovedClock(start)
  const sandbox = await startSandbox({ now: start })
  const files = await definitionFiles({ staff, definitions, journeys: [] })
  const diaryFile = join(folder, 'diary')
  let kelu: MortalKelu | undefined

  async function close(): Promise<void> {
    await kelu?.stop()
    await sandbox.close()
    await database.drop()
    await files.remove()
    await rm(folder, { recursive: true, force: true })
  }

  async function begin(): Promise<MortalKelu> {
    const [port, mailPort] = [await freePort(), await freePort()]
    await sandbox.setTarget(`http://127.0.0.1:${port}`)
    await sandbox.setMailExchange({ domain, host: '127.0.0.1', port: mailPort })
    return startMortalKelu({
      startFile: startFile(`test/mail/${fault === undefined ? 'start-kelu' : 'start-doctored'}.ts`),
      env: keluEnvironment(sandbox, {
        ...{ PORT: String(port), LOG_LEVEL: process.env.KILL_LOG_LEVEL ?? 'silent' },
        ...{ MONGODB_URI: database.uri, DATA_DIR: join(folder, 'data') },
        ...{ TEMPLATES_DIR: files.templates, STAFF_FILE: files.staffFile },
        ...{ EMAIL_BOUNCE_DOMAIN: domain, EMAIL_BOUNCE_PORT: String(mailPort) },
        ...{
          LINK_KEY: randomBytes(32).toString('base64'),
          ...(fault !== undefined && { MAIL_FAULT: fault }),
        },
      }),
      ...{ now: clock.now, diaryFile, strikes },
    })
  }

  const living = await begin().catch(async (error: unknown) => {
    await close()
    throw error
  })
  kelu = living
  return {
    ...{ sandbox, clock, start, living, close },
    connection: database.connection,
    diary: () => readDiary(diaryFile),
    /** Ends whoever lives by SIGKILL, from outside; the diary holds it as a strike. */
    async kill(point: string): Promise<void> {
      const pid = await living.livingPid()
      appendFileSync(diaryFile, `${JSON.stringify({ point, pass: 1, inFlight: [] })}\n`)
      process.kill(pid, 'SIGKILL')
    },
  }
}
