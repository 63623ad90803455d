import type { Channel } from '../../models/customer.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import type { Brands } from '../language/brands.ts'
import { ContentFault } from '../outreach/content/content-fault.ts'
import { createRenderer, type Renderer } from '../outreach/render/render.ts'
import type { Rendered } from '../outreach/render/rendered.ts'
import type { Stage, StageSettings } from './stage.ts'

export type Written = { kind: 'written'; rendered: Rendered } | { kind: 'unwritten'; reason: string }

/** Writes as production does; its addresses lead nowhere. */
export const stageRenderer = ({ brands, ...settings }: StageSettings & { brands: Brands }): Renderer =>
  createRenderer({
    ...settings,
    brands: () => brands,
    openUrl: () => 'https://test.invalid/o',
    unsubscribeUrl: () => 'https://test.invalid/u',
  })

/** What a message on the stage says: nothing keeps it when it is sent. Null when its message or customer is not there. */
export function writeAgain(
  touch: Touch,
  channel: Channel,
  run: Pick<Run, 'vars'> | undefined,
  { stage, render }: { stage: Stage; render: Renderer },
): Written | null {
  const customer = stage.memory.customers.get(touch.customerId)
  const { registry } = stage.publication
  if (customer === undefined || !registry.has('message', touch.messageId)) return null
  try {
    const rendered = render({
      message: registry.message(touch.messageId),
      customer,
      touchId: 'test',
      channel,
      addresses,
      values: { ...(run && valuesOf(run)), ...touch.plan?.values },
      codes: {},
      recommended: touch.recommended,
    })
    return { kind: 'written', rendered }
  } catch (error) {
    if (error instanceof ContentFault) return { kind: 'unwritten', reason: error.reason }
    throw error
  }
}

/** Nothing is sent there. */
const addresses = {
  phone: '+8613800000000',
  email: 'test@test.invalid',
  openid: 'test',
  externalUserid: 'test',
  welcomeCode: 'test',
}

/** `vars.coupon.code` as messages name it: `coupon.code`. */
function valuesOf({ vars }: Pick<Run, 'vars'>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(vars).flatMap(([group, values]) =>
      Object.entries(values).map(([name, value]) => [`${group}.${name}`, value] as const),
    ),
  )
}
