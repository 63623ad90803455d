import { expect } from 'vitest'
import { withCli } from '../testing/a-cli.ts'

const it = withCli

it('sync without WeCom says what is missing', async ({ cli }) => {
  const { code, err, out } = await cli.kelu('sync')
  expect([code, err + out]).toEqual([1, expect.stringContaining('WECOM_')])
})
