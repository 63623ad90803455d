import { expect, it } from 'vitest'
import { readProductFile } from './product-file.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => readProductFile(bytes(text))

it('a CSV says what is for sale, prices in yuan; an empty cell says nothing', () => {
  const csv =
    '\ufeffskuId,productId,name,spec,category,priceYuan,isOn,onHand\r\nes-50,es,精华,50ml,护肤,99.9,,10\nmask,mask,"面膜, 5 片",,,0.01,false,\n'
  expect(read(csv)).toEqual({
    skus: [
      {
        skuId: 'es-50',
        words: { productId: 'es', name: '精华', spec: '50ml', category: '护肤', priceFen: 9_990, isOn: true },
        onHand: 10,
      },
      { skuId: 'mask', words: { productId: 'mask', name: '面膜, 5 片', priceFen: 1, isOn: false } },
    ],
  })
})

it('a CSV as Excel writes it in China is read as well', () => {
  const gb = Uint8Array.from([
    ...bytes('skuId,productId,name,priceYuan\na,b,'),
    0xbe,
    0xab,
    0xbb,
    0xaa,
    ...bytes(',1\n'),
  ])
  expect(readProductFile(gb)).toMatchObject({ skus: [{ words: { name: '精华', priceFen: 100 } }] })
})

it('a JSON list says prices in fen', () => {
  const sku = {
    skuId: 'a',
    productId: 'b',
    name: ' 精华\n',
    priceFen: 9_990,
    picture: 'https://p.example/a.png',
  }
  expect(read(JSON.stringify([sku]))).toEqual({
    skus: [
      {
        skuId: 'a',
        words: { productId: 'b', name: '精华', priceFen: 9_990, picture: sku.picture, isOn: true },
      },
    ],
  })
})

const head = 'skuId,productId,name,priceYuan,onHand\n'
it.each([
  ['a price of three places', `${head}a,b,c,1.999,`, 2, 'priceFen'],
  ['a price below nothing', `${head}a,b,c,-1,`, 2, 'priceFen'],
  ['no price', `${head}a,b,c,,`, 2, 'priceFen'],
  ['half a piece', `${head}a,b,c,1,1.5`, 2, 'onHand'],
  ['an id with blanks', `${head}a a,b,c,1,`, 2, 'skuId'],
  ['a name that shows as nothing', `${head}a,b,"\u200b",1,`, 2, 'name'],
  ['one thing twice', `${head}a,b,c,1,\na,b,c,1,`, 3, 'skuId'],
  ['a column nobody knows', 'skuId,productId,name,priceYuan,colour\n', 1, ''],
  ['a column left out', 'skuId,name,priceYuan\n', 1, ''],
  ['a row too short', `${head}a,b,c\n`, 2, ''],
  ['nothing', head, 1, ''],
  ['broken JSON', '[{', 1, ''],
  [
    'a price in JSON that is no whole number',
    '[{"skuId":"a","productId":"b","name":"c","priceFen":1.5}]',
    1,
    'priceFen',
  ],
  [
    'a field in JSON nobody knows',
    '[{"skuId":"a","productId":"b","name":"c","priceFen":1,"price":1}]',
    1,
    '',
  ],
])('%s is told by its place, and nothing of the file is taken', (_, text, row, field) => {
  expect(read(text)).toEqual({ faults: [{ row, field, message: expect.any(String) }] })
})
