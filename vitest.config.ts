import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { LongFilesFirst } from './test/testing/long-files-first.ts'

// Three projects, so that another MongoDB can be tried without what only makes sense on our own store:
//   product   everything that runs on any MongoDB (MONGODB_URI when set, else an embedded store)
//   embedded  the embedded store's own tests
//   page      the page in a real Chromium, without windows where there is one, built once
//   pictures  screenshots of every page, for docs/pages
//   kill      processes killed at seeded points; needs a store that keeps what it acknowledged
//   proof     what takes too long for every day
// A worker loads the product once, not once a file (`isolate`): no test replaces modules or leaves anything in them.
const everywhere = ['**/node_modules/**', 'dist/**', 'data/**']
// Ten minutes of load, each page of a town that is built first, and the story that `npm run demo` plays and judges anyway.
const longOnly =
  process.env.PROOF_SIZE === 'long' ? [] : ['test/load/**', 'bench/pages.proof.ts', 'test/demo/demo.proof.ts']
/** A machine may be busy: a test that waits for something fails when it does not come, never when it comes late. */
const patient = { poll: { timeout: 60_000 } }
const headlessShell = '/usr/bin/chromium-headless-shell'

export default defineConfig({
  test: {
    // More than cores: much of the time of the longest files is waiting for processes.
    maxWorkers: 4,
    sequence: { sequencer: LongFilesFirst },
    projects: [
      {
        test: {
          name: 'product',
          expect: patient,
          isolate: false,
          include: ['**/*.test.ts'],
          exclude: [...everywhere, 'embedded/**', 'test/kill/**', 'test/pages/**'],
          globalSetup: ['test/testing/services.ts', 'test/testing/bundle.ts'],
          testTimeout: 400_000,
          hookTimeout: 400_000,
        },
      },
      {
        test: {
          name: 'embedded',
          expect: patient,
          isolate: false,
          include: ['embedded/**/*.test.ts'],
          exclude: everywhere,
          testTimeout: 400_000,
          hookTimeout: 400_000,
        },
      },
      {
        test: {
          name: 'page',
          expect: patient,
          isolate: false,
          env: existsSync(headlessShell) ? { CHROMIUM: process.env.CHROMIUM ?? headlessShell } : {},
          include: ['test/pages/**/*.test.ts'],
          exclude: everywhere,
          globalSetup: ['test/testing/services.ts', 'test/pages/build-page.ts'],
          testTimeout: 400_000,
          hookTimeout: 400_000,
        },
      },
      {
        test: {
          name: 'pictures',
          include: ['test/pages/**/*.pictures.ts'],
          exclude: everywhere,
          globalSetup: ['test/testing/services.ts', 'test/pages/build-page.ts'],
          testTimeout: 60_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'kill',
          include: ['test/kill/**/*.test.ts'],
          exclude: everywhere,
          globalSetup: ['test/testing/bundle.ts'],
          testTimeout: 240_000,
          hookTimeout: 400_000,
        },
      },
      {
        test: {
          name: 'proof',
          expect: patient,
          include: ['**/*.proof.ts'],
          exclude: [...everywhere, ...longOnly],
          globalSetup: ['test/testing/services.ts', 'test/testing/bundle.ts', 'test/pages/build-page.ts'],
          testTimeout: 900_000,
          hookTimeout: 400_000,
        },
      },
    ],
  },
})
