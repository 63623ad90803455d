import type { AnswerOf } from '../../api/operations.ts'
import { addressOfPicture } from '../content/edit/attachments.ts'

export type Sku = AnswerOf<'get', '/products'>['items'][number]

/** 保湿精华 · 50ml */
export const titleOf = ({ name, spec }: Pick<Sku, 'name' | 'spec'>): string =>
  spec ? `${name} · ${spec}` : name

/** Where its picture stands; null of one that stands elsewhere, which the page does not show, or of none. */
export function addressOf(picture: string | null, origin: string): string | null {
  const uploaded = addressOfPicture(picture ?? undefined)
  if (uploaded !== null || picture === null) return uploaded
  return URL.canParse(picture) && new URL(picture).origin === origin ? picture : null
}

/** Why the count cannot be this; null when it can. */
export function countFault(onHand: number | null, held: number): string | null {
  if (onHand === null) return '写仓里有几件'
  return onHand < held ? `有 ${held} 件被等付款的订单占着，不能比这少` : null
}

/** What the form holds; money in yuan, as people write it. */
export interface ProductForm {
  skuId: string
  productId: string
  name: string
  spec: string
  category: string
  picture: string
  yuan: number | null
}

export const formOf = (sku: Sku | null): ProductForm => ({
  skuId: sku?.skuId ?? '',
  productId: sku?.productId ?? '',
  name: sku?.name ?? '',
  spec: sku?.spec ?? '',
  category: sku?.category ?? '',
  picture: sku?.picture ?? '',
  yuan: sku === null ? null : sku.priceFen / 100,
})

/** As it is saved: what is empty is left out. */
export function bodyOf({ productId, name, spec, category, picture, yuan }: ProductForm, isOn: boolean) {
  const said = { spec, category, picture }
  return {
    productId: productId.trim(),
    name: name.trim(),
    priceFen: Math.round((yuan ?? Number.NaN) * 100),
    isOn,
    ...Object.fromEntries(Object.entries(said).filter(([, words]) => words.trim() !== '')),
  }
}
