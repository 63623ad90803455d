import type { OwnNames } from '../../audience/describe.ts'
import { customerField } from '../../customers/traits/table.ts'
import type { MessageDefinition } from '../../language/message.ts'
import type { Registry } from '../../language/registry.ts'

/** What this installation calls its definitions. What has no name yet is shown as written. */
export interface DefinitionNames extends OwnNames {
  message?(id: string): MessageDefinition | undefined
  batch?(id: string): string | undefined
}

export function namesIn(registry: Registry): DefinitionNames {
  const named = (all: readonly { id: string; name: string }[], id: string) =>
    all.find((one) => one.id === id)?.name
  return {
    segment: (id) => named(registry.segments, id),
    batch: (id) => named(registry.couponBatches, id),
    message: (id) => registry.messages.find((message) => message.id === id),
    trait: (name) => registry.traits.find(({ fields }) => Object.hasOwn(fields, name))?.fields[name]?.name,
  }
}

export const traitName = (trait: string, names: DefinitionNames): string =>
  customerField(trait)?.label ?? names.trait?.(trait) ?? trait
