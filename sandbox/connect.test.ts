import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Sandbox } from './contract.ts'
import { connectSandbox, startSandbox } from './sandbox.ts'
import { addCast, aPerson, later, monday, second } from './testing/cast.ts'
import { startTarget } from './testing/target.ts'
import { wecomClient } from './testing/wecom-client.ts'

/** One story told through every kind of method; returns what can be seen of it. */
async function story(sandbox: Sandbox) {
  const target = await startTarget()
  target.answer = () => ({ status: 500 })
  await sandbox.setTarget(target.url)
  await addCast(sandbox)
  await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan', state: 'poster' })
  await sandbox.setClock(later(10 * second))
  await sandbox.runDue()
  const client = await wecomClient(sandbox)
  const { about } = (await sandbox.callbacks())[0]!
  await client.post('/cgi-bin/externalcontact/send_welcome_msg', {
    welcome_code: about.WelcomeCode,
    text: { content: '欢迎' },
  })
  const seen = await sandbox.deliveries({ receiver: aPerson('小美').externalUserid })
  const unknown = await sandbox.scanAndAdd({ person: '无名', staff: 'ZhangSan' }).catch(String)
  const idle = await sandbox.idle()
  await target.close()
  return {
    seen: seen.map(({ kind, content, at }) => ({ kind, text: content.text, at })),
    tries: (await sandbox.callbacks()).map(({ tries }) => tries),
    calls: await sandbox.calls(),
    nextDueAt: idle.nextDueAt,
    unknown,
  }
}

describe('the sandbox over loopback', () => {
  const toClose: Sandbox[] = []
  afterEach(async () => {
    vi.useRealTimers()
    await Promise.all(toClose.splice(0).map((sandbox) => sandbox.close()))
  })

  it('does the same as in process', async () => {
    const [here, there] = [await startSandbox({ now: monday }), await startSandbox({ now: monday })]
    toClose.push(here, there)
    const remote = await connectSandbox(there.urls.control)
    expect(remote.urls).toEqual(there.urls)
    expect(remote.settings).toEqual(there.settings)
    const told = await story(here)
    expect(told).toMatchObject({
      seen: [{ kind: 'welcome', text: '欢迎' }],
      tries: [2],
      nextDueAt: later(40 * second),
    })
    expect(await story(remote)).toEqual(told)
  })

  it('names a method it does not have', async () => {
    const sandbox = await startSandbox({ now: monday })
    toClose.push(sandbox)
    const remote = (await connectSandbox(sandbox.urls.control)) as unknown as { dance(): Promise<void> }
    await expect(remote.dance()).rejects.toThrow('no method dance')
  })

  it('does what is due by itself while its clock follows the machine’s, and stops when it is set', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: monday })
    const sandbox = await startSandbox()
    toClose.push(sandbox)
    const target = await startTarget()
    target.answer = () => ({ status: 500 })
    await sandbox.setTarget(target.url)
    await addCast(sandbox)
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    vi.setSystemTime(later(10 * second))
    await vi.waitFor(() => expect(target.received).toHaveLength(2), 60_000)
    // The answer is still on its way when the request has arrived.
    await vi.waitFor(async () => expect(await sandbox.idle()).toMatchObject({ idle: true }), 60_000)
    await sandbox.setClock(later(20 * second))
    vi.setSystemTime(later(600 * second))
    expect(await sandbox.idle()).toEqual({ idle: true, nextDueAt: later(40 * second) })
    await sandbox.runDue()
    expect(target.received).toHaveLength(2)
    await target.close()
  })
})

describe('the sandbox as a process', () => {
  async function start(...args: string[]) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts', ...args], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout })
    const [line] = (await once(lines, 'line')) as [string]
    const said = JSON.parse(line) as Pick<Sandbox, 'urls' | 'settings'>
    return { child, said, ended: once(child, 'exit') as Promise<[number | null, string | null]> }
  }

  it('says on one line where it is, keeps the time it was given, and ends by SIGTERM', async () => {
    const { child, said, ended } = await start('--now', monday.toISOString(), '--settings', '{"agentId":7}')
    expect(said.settings.agentId).toBe(7)
    const sandbox = await connectSandbox(said.urls.control)
    await addCast(sandbox)
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    expect(await sandbox.callbacks()).toMatchObject([{ at: monday.toISOString() }])
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  it('ends with its parent', async () => {
    const { child, ended } = await start()
    child.stdin.end()
    expect(await ended).toEqual([0, null])
  })

  it('ends when it is closed over its control address', async () => {
    const { said, ended } = await start()
    await (await connectSandbox(said.urls.control)).close()
    expect(await ended).toEqual([0, null])
  })
})
