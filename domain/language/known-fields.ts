import {
  type CustomerField,
  customerField,
  customerFields,
  renamedTraits,
} from '../customers/traits/table.ts'
import type { Definitions } from './definitions.ts'
import { hint } from './hint.ts'
import { correction } from './nearest.ts'

/** A field of a customer as checks of definitions see it. */
export type KnownField = Pick<CustomerField, 'type' | 'values'> & {
  /** A journey's step may write it. */
  settable: boolean
  /** Declared here rather than kept by Kelu itself. */
  isOwn: boolean
  /** Sealed: nothing but whether it is there can be asked. */
  personal: boolean
}

export type Path = (string | number)[]
export type Fault = { path: Path; message: string }

/** The fields of a customer that may be named, and why one may not. */
export interface KnownFields {
  find(name: string): KnownField | null
  unknown(name: string): string
}

/** `refused` says where declarations stand that were refused: what they declare is unknown because of them. */
export function knownFieldsOf({ traits }: Definitions, refused: string[]): KnownFields {
  const own = new Map(traits.flatMap(({ fields }) => Object.entries(fields)))
  const names = [...Object.keys(customerFields), ...own.keys()]
  return {
    find(name) {
      const kept = customerField(name)
      if (kept !== null) {
        return {
          type: kept.type,
          values: kept.values,
          settable: kept.settable === true,
          isOwn: false,
          personal: false,
        }
      }
      const declared = own.get(name)
      if (declared === undefined) return null
      const { type, set, personal } = declared
      return { type, settable: set.includes('step'), isOwn: true, personal }
    },
    unknown(name) {
      const renamed = Object.hasOwn(renamedTraits, name) ? renamedTraits[name] : undefined
      if (renamed !== undefined) return hint(`已有的属性（“${name}”已改名）`, `改成 ${renamed}`)
      return hint(
        `已有的属性（没有“${name}”）`,
        correction(
          name,
          names,
          refused.length > 0
            ? `先改正属性声明 ${refused.join('、')}`
            : `自有属性先在 traits/traits.yaml 里声明：${name}: { name: 中文名, type: text }`,
        ),
      )
    },
  }
}

/** That a trait nobody keeps is named; [] when somebody does. */
export function unknownTrait(trait: string, path: Path, fields: KnownFields): Fault[] {
  return fields.find(trait) === null ? [{ path, message: fields.unknown(trait) }] : []
}

/** That a trait is named where its value would be shown: nobody keeps it, or it is sealed. */
export function unshowable(trait: string, path: Path, fields: KnownFields): Fault[] {
  if (fields.find(trait)?.personal !== true) return unknownTrait(trait, path, fields)
  const message = hint(`可以显示的属性（“${trait}”是个人信息，加密保存）`, '换成别的属性，或去掉这一项')
  return [{ path, message }]
}
