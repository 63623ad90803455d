import type { Written } from '../../rules/tree.ts'

/** What a new draft begins with. JSON is YAML, so what people typed cannot be taken for anything else. */
export function newSegmentText(given: {
  id: string
  name: string
  kind: 'live' | 'static'
  rule?: Written
}): string {
  const { id, name, kind, rule = { all: [{ event: 'order.paid', atLeast: 1, within: '90 days' }] } } = given
  return [
    `segment: ${id}`,
    `name: ${JSON.stringify(name)}`,
    `kind: ${kind}`,
    `rule: ${JSON.stringify(rule)}`,
    '',
  ].join('\n')
}
