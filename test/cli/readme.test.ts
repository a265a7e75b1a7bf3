import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingsTable } from '../../cli/settings-table.ts'

test('the table of settings in the README is the one that the program goes by', () => {
  const readme = readFileSync('README.md', 'utf8')
  const shown = /<!-- settings -->\n([\s\S]*?)\n<!-- \/settings -->/u.exec(readme)?.[1]
  expect(shown?.trim()).toBe(settingsTable())
})
