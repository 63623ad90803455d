const width = 24
const everyMs = 1_000

/** Tells now and then how far a long piece of work is and how long it will take; real time, somebody waits for it. */
export function createProgress(total: number, tell: (line: string) => void): (done: number) => void {
  const begun = performance.now()
  let told = begun
  return (done) => {
    const now = performance.now()
    if (now - told < everyMs || total === 0) return
    told = now
    const part = Math.min(1, done / total)
    const bar = '█'.repeat(Math.round(part * width)).padEnd(width, '░')
    const leftS = Math.ceil((((now - begun) / done) * (total - done)) / 1_000)
    tell(`${bar} ${Math.floor(part * 100)}%  ${done} / ${total} 位客户，约还要 ${Math.max(0, leftS)} 秒`)
  }
}
