import { launchPath } from '../kelu.ts'
import { kelu } from './shop.ts'
import type { AppFunction } from './wechat.ts'

declare const App: AppFunction

App({
  onLaunch({ scene, path, query }) {
    void kelu.login({ scene, path: launchPath(path, query) }).catch(() => {})
  },
})
