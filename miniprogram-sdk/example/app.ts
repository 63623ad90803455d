import { kelu } from './shop.ts'
import type { AppFunction } from './wechat.ts'

declare const App: AppFunction

App({
  onLaunch({ scene, path, query }) {
    // `k` is the short code of a link in a message: told with the log-in it counts as its click.
    const from = query.k ? `${path}?k=${query.k}` : path
    void kelu.login({ scene, path: from }).catch(() => {})
  },
})
