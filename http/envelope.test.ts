import { describe, expect, it } from 'vitest'
import { cipherOf } from './envelope.ts'

describe('callback envelope', () => {
  it.each([
    [
      'as documented',
      '<xml><ToUserName><![CDATA[ww1]]></ToUserName><AgentID><![CDATA[1]]></AgentID><Encrypt><![CDATA[abc=]]></Encrypt></xml>',
    ],
    [
      'in another order',
      '<xml><Encrypt><![CDATA[abc=]]></Encrypt><AgentID></AgentID><ToUserName>ww1</ToUserName></xml>',
    ],
    [
      'without AgentID, on several lines',
      '<?xml version="1.0"?>\n<xml>\n <ToUserName><![CDATA[ww1]]></ToUserName>\n <Encrypt>abc=</Encrypt>\n</xml>\n',
    ],
    ['with an empty element', '<xml><AgentID/><Encrypt><![CDATA[abc=]]></Encrypt></xml>'],
  ])('is read %s', (_how, body) => {
    expect(cipherOf(body)).toBe('abc=')
  })

  it.each([
    ['nothing', ''],
    ['no Encrypt', '<xml><ToUserName>a</ToUserName></xml>'],
    ['two', '<xml><Encrypt>abc=</Encrypt><Encrypt>abd=</Encrypt></xml>'],
    ['one inside another element', '<xml><a><Encrypt>abc=</Encrypt></a></xml>'],
    ['one inside a CDATA section', '<xml><a><![CDATA[<Encrypt>abc=</Encrypt>]]></a></xml>'],
    ['text before', 'x<xml><Encrypt>abc=</Encrypt></xml>'],
    ['text after', '<xml><Encrypt>abc=</Encrypt></xml>x'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><xml><Encrypt>abc=</Encrypt></xml>'],
    ['an empty one', '<xml><Encrypt></Encrypt></xml>'],
    ['JSON', '{"encrypt":"abc="}'],
  ])('is refused with %s', (_what, body) => {
    expect(cipherOf(body)).toBeNull()
  })

  it('is refused in linear time however it is built', () => {
    for (const piece of ['<a></a>', ' ', '<a>', '<![CDATA[', '<a> ', '<Encrypt>a']) {
      const body = `<xml>${piece.repeat(Math.floor(256_000 / piece.length))}`
      const started = performance.now()
      expect(cipherOf(body)).toBeNull()
      expect(performance.now() - started).toBeLessThan(500)
    }
  })
})
