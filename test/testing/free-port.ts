import { createServer } from 'node:net'

/** Below the ports systems hand out by themselves (from 32768 on), so that nobody gets it while its owner is away. */
const lowest = 12_000
const highest = 32_000
const mostTries = 50

/** A port on 127.0.0.1 that is free now, and stays free while a process that uses it is restarted. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < mostTries; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    if (await isFree(port)) return port
  }
  throw new Error(`no port is free between ${lowest} and ${highest}`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    // As Kelu listens: on every address.
    probe.listen(port, () => probe.close(() => resolve(true)))
  })
}
