import { askAll } from '../../server/ask-running.ts'
import { checkKeys } from '../../server/check-keys.ts'
import { operatorPaths } from '../../server/operator-signature.ts'
import type { Command } from '../command.ts'
import { Refusal } from '../refusal.ts'

/** After a new key was put in front of DATA_KEYS: seals everything with it, so that the old ones can be taken away. */
export const keysReseal: Command = {
  usage: 'keys reseal',
  summary:
    '把存储里所有加密的内容改用 DATA_KEYS 的第一把密钥加密，之后旧的密钥可以拿掉；客旅照常运行，中断了再运行一次',
  asks: true,
  async run({ world, confirm, note }) {
    const opened = await world()
    const { stores, config, resealAll } = opened
    const newest = config.dataKeys[0]?.kid ?? ''
    const old = (await stores.keys.all())
      .filter(({ _id }) => _id.startsWith('data:') && _id !== `data:${newest}`)
      .map(({ _id }) => _id.replace('data:', ''))
    // Whoever runs with the settings of before goes on sealing with the old key.
    const others = (await askAll<{ key: string }>(opened, operatorPaths.sealing)).filter(
      ({ value }) => value?.key !== newest,
    )
    if (others.length > 0) {
      throw new Refusal('keys.others', [
        `这些进程还没有用「${newest}」加密，或问不到：${others.map(({ from }) => `${from.host} ${from.pid}`).join('、')}`,
        '先用新的 DATA_KEYS 重启所有进程（新密钥在最前，旧的留着），再运行一次',
      ])
    }
    await confirm({
      lines: [
        old.length === 0
          ? `只用过「${newest}」这一把密钥，仍会全部检查一遍`
          : `用过的旧密钥：${old.join('、')}；全部改用「${newest}」加密`,
        '先做一份备份：旧的备份恢复时仍需要旧密钥，别丢',
      ],
      json: { newest, old },
    })
    // From now on the store needs it, whoever starts next.
    await checkKeys(stores.keys, config)
    const found = await resealAll(({ seen, resealed }) =>
      note(`已看过 ${seen} 处，改用新密钥 ${resealed} 处`),
    )
    const left = Object.entries(found.left)
    if (left.length > 0) {
      throw new Refusal(
        'keys.left',
        [
          `还有 ${left.map(([kid, count]) => `${count} 处用「${kid}」加密`).join('、')}：有进程在同时写入`,
          '旧密钥先留着，再运行一次',
        ],
        { ...found },
      )
    }
    for (const kid of old) await stores.keys.forget(`data:${kid}`)
    return {
      lines: [
        `共 ${found.seen} 处加密内容，改用「${newest}」${found.resealed} 处`,
        ...(old.length === 0
          ? []
          : [`现在可以从 DATA_KEYS 里拿掉：${old.join('、')}（旧备份要恢复时再放回去）`]),
      ],
      json: { ...found, newest, old },
    }
  },
}
