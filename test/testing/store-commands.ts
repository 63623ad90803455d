import type { Connection } from '../../models/connect.ts'

/** The commands this connection of a test database sends while `work` goes on, e.g. `find customers`. */
export async function commandsDuring(
  connection: Connection,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const client = connection.getClient()
  const commands: string[] = []
  const note = ({ commandName, command }: { commandName: string; command: Record<string, unknown> }) =>
    void commands.push(`${commandName} ${command[commandName]}`)
  client.on('commandStarted', note)
  try {
    await work()
  } finally {
    client.off('commandStarted', note)
  }
  return commands
}

/**
 * How many documents the store read for the finds, counts and groups asked for while `work` goes on, as it tells when each is asked to be
 * explained.
 */
export async function documentsRead(connection: Connection, work: () => Promise<unknown>): Promise<number> {
  const client = connection.getClient()
  const asked: Record<string, unknown>[] = []
  const note = ({ commandName, command }: { commandName: string; command: Record<string, unknown> }) => {
    if (!['aggregate', 'count', 'find'].includes(commandName)) return
    const { lsid: _, $db: __, ...rest } = command
    asked.push(rest)
  }
  client.on('commandStarted', note)
  try {
    await work()
  } finally {
    client.off('commandStarted', note)
  }
  if (asked.length === 0) throw new Error('nothing was counted')
  let read = 0
  for (const explain of asked) {
    read += documentsIn(await connection.db!.command({ explain, verbosity: 'executionStats' }))
  }
  return read
}

/** The figure stands at another depth in every engine. */
function documentsIn(told: unknown): number {
  if (typeof told !== 'object' || told === null) return 0
  const { totalDocsExamined } = told as { totalDocsExamined?: number }
  return totalDocsExamined ?? Math.max(0, ...Object.values(told).map(documentsIn))
}
