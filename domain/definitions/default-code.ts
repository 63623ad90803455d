import type { AnyDefinition } from '../language/definitions.ts'
import type { TogetherFault } from './check-together.ts'

/** Whether some channel code serves friends who came by no other: without one nobody unknown would be welcomed. */
export function hasDefaultCode(all: readonly AnyDefinition[]): boolean {
  return all.some((one) => one.kind === 'channel' && one.definition.state === undefined)
}

/** The lack of it as a reason not to publish. */
export function checkDefaultCode(all: readonly AnyDefinition[]): TogetherFault[] {
  if (hasDefaultCode(all)) return []
  const todo = '保留一个写着 default: true 的渠道活码，见 templates/channels/default.yaml'
  return [
    {
      key: 'channel:default',
      path: 'state',
      expected: '一个缺省的渠道活码，接待其他所有新好友',
      todo,
    },
  ]
}
