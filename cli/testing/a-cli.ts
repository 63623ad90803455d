import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { silentLog } from '../../domain/log.ts'
import { loadConfig } from '../../server/config.ts'
import { takeOverStore } from '../../server/wiring/stores.ts'
import { type TestDatabase, withDatabase } from '../../test/testing/database.ts'
import { definitionsIn } from '../../test/testing/definitions-in.ts'
import { run } from '../run.ts'
import { openWorld, type World } from '../world.ts'

/** What a command line left behind. */
export interface Ran {
  code: number
  out: string
  err: string
  /** Its stdout, read as JSON. */
  json(): unknown
}

/** The channel code without which nothing is published, and its message. */
export const base = `channel: default
name: 默认
default: true
welcome: hello
---
message: hello
name: 欢迎语
purpose: marketing
welcome: { text: 您好 }
miniprogram: { popup: { title: 您好, body: 您好 } }
`

/** The command line on a store that a Kelu has worked on, and a folder of files. */
export const withCli = withDatabase.extend('cli', async ({ db }, { onCleanup }) => {
  const { cli, close } = await aCli(db)
  onCleanup(close)
  return cli
})

export type Cli = Awaited<ReturnType<typeof aCli>>['cli']

async function aCli(db: TestDatabase) {
  const folder = await mkdtemp(join(tmpdir(), 'kelu cli '))
  await takeOverStore(db.connection, 'test', silentLog)
  const key = () => randomBytes(32).toString('base64')
  const env = {
    MONGODB_URI: db.uri,
    TEMPLATES_DIR: join(folder, 'templates'),
    DATA_KEYS: `test:${key()}`,
    BLIND_INDEX_KEY: key(),
    LINK_KEY: key(),
  }
  const file = async (name: string, text: string): Promise<void> => {
    const path = join(folder, 'templates', name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  await file('base.yaml', base)

  /** Somebody at a terminal types `typed`, after `meanwhile`; without it there is no terminal. `files`: paths, which may hold spaces, by the word that stands for them. */
  async function kelu(
    line: string,
    {
      typed,
      meanwhile,
      more,
      files = {},
    }: {
      typed?: string
      meanwhile?: () => Promise<unknown>
      more?: object
      files?: Record<string, string>
    } = {},
  ): Promise<Ran> {
    let [out, err] = ['', '']
    const write = (text: string) => {
      out += text
    }
    const code = await run(
      line.split(' ').map((word) => files[word] ?? word),
      {
        env: { ...env, ...more },
        cwd: folder,
        terminal: {
          isInteractive: typed !== undefined,
          say: (text) => write(`${text}\n`),
          async ask(question) {
            write(question)
            await meanwhile?.()
            return typed ?? ''
          },
        },
        out: write,
        err: (text) => {
          err += text
        },
      },
    )
    return {
      code,
      out,
      err,
      json: () => JSON.parse(out) as unknown,
    }
  }

  /** What somebody beside this command line does: on the page, or at the same moment. */
  async function beside<T>(work: (world: World) => Promise<T>): Promise<T> {
    const world = await openWorld(loadConfig(env), silentLog)
    try {
      return await work(world)
    } finally {
      await world.close()
    }
  }

  const cli = {
    connection: db.connection,
    env,
    folder,
    file,
    kelu,
    beside,
    /** Published by somebody on the page. */
    onPage: (text: string) =>
      beside((world) =>
        world.publish({
          publish: definitionsIn(text, world.snapshot.definitions),
          origin: 'page',
          by: 'ops',
        }),
      ),
    /** Published from a file. */
    fromFile: (text: string) =>
      beside((world) =>
        world.publish({
          publish: definitionsIn(text, world.snapshot.definitions),
          origin: 'file',
          by: 'TEMPLATES_DIR',
        }),
      ),
  }
  return { cli, close: () => rm(folder, { recursive: true }) }
}
