import type { ContactChannel, PathStep } from '../../models/attributions.ts'

export type WayStep = Pick<PathStep, 'channel' | 'content'>

/** The longest way that is told apart; of a longer one its beginning and its end. */
const stepsTold = 4

export const keyOf = ({ channel, content }: WayStep): string => `${channel} ${content}`

/** The way a path went, as one text: the same content twice in a row is one step of it. */
export function wayOf(path: readonly WayStep[]): string {
  const keys = path.map(keyOf)
  const steps = keys.filter((key, place) => place === 0 || key !== keys[place - 1])
  return (steps.length <= stepsTold ? steps : [...steps.slice(0, stepsTold - 1), ...steps.slice(-1)]).join(
    '\n',
  )
}

/** The steps of a way again. */
export function stepsOf(way: string): WayStep[] {
  if (way === '') return []
  return way.split('\n').map((key) => {
    const [channel = '', ...content] = key.split(' ')
    return { channel: channel as ContactChannel, content: content.join(' ') }
  })
}
