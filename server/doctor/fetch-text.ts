/** Real time. */
const patienceMs = 5_000

/** What an address answers to a GET. Throws the network's own code when nothing does. */
export async function fetchText(url: string): Promise<{ status: number; text: string }> {
  const reply = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) }).catch(
    (error: unknown) => {
      // What the network said is in the cause; the address itself is told by whoever asked.
      const { cause, name } = error as Error & { cause?: { code?: string } }
      throw new Error(cause?.code ?? name)
    },
  )
  return { status: reply.status, text: await reply.text() }
}
