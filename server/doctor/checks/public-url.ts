import { bad, type Check, ok } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

const local = /^(?:localhost|127\.|10\.|192\.168\.|\[::1\])/

export const publicUrl: Check<StoreNeeds> = {
  id: 'settings.publicUrl',
  title: '对外地址',
  async find({ config }) {
    const { hostname, protocol } = new URL(config.publicUrl)
    const told = `PUBLIC_URL 是 ${config.publicUrl}`
    if (local.test(hostname)) {
      return bad(`${told}，外面的平台和客户到不了`, '换成平台和客户能访问的 https 域名，并把它指到这台机器')
    }
    if (protocol !== 'https:')
      return bad(`${told}，不是 https`, '配好证书，改成 https 地址：小程序只接受 https')
    return ok(told)
  },
}
