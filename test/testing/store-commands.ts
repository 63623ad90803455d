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
