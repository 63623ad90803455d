import { readFile } from 'node:fs/promises'
import { type FiledSku, readProductFile } from '../../domain/checkout/product-file.ts'
import { createProducts, heldOf } from '../../domain/checkout/products.ts'
import type { Sku } from '../../models/skus.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { Refusal } from '../refusal.ts'

const pageSize = 500
const mostFaults = 20

export const productsList: Command = {
  usage: 'products list',
  summary: '列出商品：价格、库存、是否在售',
  async run({ world }) {
    const products = createProducts((await world()).stores)
    const all: Sku[] = []
    for (let after: Sku | undefined; ; after = all.at(-1)) {
      const page = await products.list({ ...(after && { after }) }, pageSize)
      all.push(...page)
      if (page.length < pageSize) break
    }
    return {
      lines:
        all.length === 0
          ? ['还没有商品：用 kelu products import 导入']
          : inColumns([
              ['编号', '商品', '名称', '规格', '价格（元）', '可售', '待付款占用', '已售', '状态'],
              ...all.map((sku) => [
                ...[sku._id, sku.productId, sku.name, sku.spec ?? '', yuanOf(sku.priceFen)],
                ...[sku.free, heldOf(sku), sku.sold].map(String),
                sku.isOn ? '在售' : '已下架',
              ]),
            ]),
      json: all.map(({ holds: _, over: __, ...sku }) => ({ ...sku, held: heldOf(sku) })),
    }
  },
}

/** All of the file, or nothing of it. Cut off, it is imported again: it says how things are, not what to add. */
export const productsImport: Command = {
  usage: 'products import <file>',
  summary: '从 CSV（价格写元，priceYuan）或 JSON（priceFen）导入商品；有一处写错就都不导入',
  asks: true,
  async run({ args, world, confirm }) {
    const skus = await skusOf(args[0] ?? '')
    const { stores } = await world()
    const products = createProducts(stores)
    const known = await stores.skus.findMany(skus.map(({ skuId }) => skuId))
    const short = skus.filter(({ skuId, onHand }) => {
      const sku = known.get(skuId)
      return sku !== undefined && onHand !== undefined && onHand < heldOf(sku)
    })
    if (short.length > 0) {
      throw new Refusal('product.held', [
        '这些商品的库存比待付款的订单占用的还少，什么都没有导入：',
        ...short.map(({ skuId }) => `  ${skuId}`),
      ])
    }
    const fresh = skus.filter(({ skuId }) => !known.has(skuId))
    const changed = skus.filter(({ skuId, words }) => {
      const sku = known.get(skuId)
      return sku !== undefined && sku.priceFen !== words.priceFen
    })
    await confirm({
      lines: [
        `导入 ${skus.length} 件：新增 ${fresh.length} 件，其余按文件更新`,
        ...changed.map(({ skuId, words }) =>
          priceLine(skuId, known.get(skuId)?.priceFen ?? 0, words.priceFen),
        ),
      ],
      json: { import: skus.length, new: fresh.length, prices: changed.map(({ skuId }) => skuId) },
    })
    for (const { skuId, words, onHand } of skus) {
      await products.say(skuId, words)
      if (onHand !== undefined) await products.count(skuId, onHand)
    }
    return {
      lines: [`已导入 ${skus.length} 件商品`],
      json: { imported: skus.length, new: fresh.length },
    }
  },
}

async function skusOf(file: string): Promise<FiledSku[]> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('file.unreadable', [`读不到 ${file}：${error.code ?? error.message}`])
  })
  const read = readProductFile(bytes)
  if ('skus' in read) return read.skus
  const { faults } = read
  throw new Refusal(
    'file.faulty',
    [
      `文件里有 ${faults.length} 处错误，什么都没有导入：`,
      ...faults.slice(0, mostFaults).map(({ row, field, message }) => `  第 ${row} 行 ${field} ${message}`),
      ...(faults.length > mostFaults ? ['  ……'] : []),
    ],
    { faults },
  )
}

export const productsSwitchOn = switching(true)
export const productsSwitchOff = switching(false)

function switching(isOn: boolean): Command {
  return {
    usage: `products ${isOn ? 'on' : 'off'} <sku>`,
    summary: isOn ? '上架一件商品' : '下架一件商品：不能再下单，已下的单不受影响',
    async run({ args, world }) {
      const { priceFen, ...sku } = await createProducts((await world()).stores).switch(args[0] ?? '', isOn)
      const lines = [
        `${sku.name} ${sku.spec ?? ''} ${isOn ? '已上架' : '已下架'}，价格 ${yuanOf(priceFen)} 元`,
      ]
      return { lines, json: { skuId: sku._id, isOn } }
    },
  }
}

const priceLine = (skuId: string, before: number, after: number): string =>
  `  ${skuId} 的价格从 ${yuanOf(before)} 元改为 ${yuanOf(after)} 元`

function yuanOf(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
}
