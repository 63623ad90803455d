import { type Trade, tradeOf } from '../wechat/trades.ts'
import type { WechatWorld } from '../wechat/world.ts'

/** What becomes of what was shipped, as the mini-program's trade management sees it. */
export function createReceivers(world: WechatWorld) {
  return {
    async confirmReceipt({ transactionId }: { transactionId: string }) {
      const { trade, order } = tradeOf(transactionId, world)
      if (trade.state !== 2) throw new Error('only what was shipped can be received')
      trade.state = 3
      world.push.settlement(order, world.clock.now())
    },
    async trade(transactionId: string): Promise<Trade | null> {
      return world.state.trades.get(transactionId) ?? null
    },
  }
}
