import { it } from 'vitest'
import { measured } from './testing/measured.ts'

it('npm run bench measures a simulation beside reading the same, and welcomes meanwhile', async () => {
  await measured('simulate', 2)
}, 180_000)
