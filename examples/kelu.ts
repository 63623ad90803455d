import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

export interface KeluAccess {
  /** Where Kelu is reached, such as `https://kelu.example.com`. */
  url: string
  /** As the page shows it once; kept where secrets are kept. */
  key: string
}

const mostTries = 5

/**
 * One call. It is asked again when nobody answered, when there were too many calls, or when Kelu was not ready; under the same
 * Idempotency-Key, so that it is done once. @throws with the code and the sentence of a refusal
 */
export async function callKelu<Answer>(
  { url, key }: KeluAccess,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Answer> {
  const idempotencyKey = randomUUID()
  for (let tries = 1; ; tries++) {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        ...(body && { 'Content-Type': 'application/json' }),
        ...(method === 'POST' && { 'Idempotency-Key': idempotencyKey }),
      },
      ...(body && { body: JSON.stringify(body) }),
    }).catch(() => null)
    if (answer?.ok) return (await answer.json()) as Answer
    const mayAskAgain = answer === null || answer.status === 429 || answer.status >= 500
    if (!mayAskAgain || tries === mostTries) throw new Error(await reasonOf(answer))
    await pause(Number(answer?.headers.get('retry-after') ?? tries) * 1_000)
  }
}

async function reasonOf(answer: Response | null): Promise<string> {
  if (answer === null) return 'no answer'
  const { error } = (await answer.json()) as { error: { code: string; message: string } }
  return `${answer.status} ${error.code}: ${error.message}`
}
