/** Every CEL rule of agentgateway's own CRDs and of the Gateway API is evaluated: none is left to the cluster. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'
import { compileCrd } from '../../src/validate/compile/module.ts'
import { readCrd } from '../../src/validate/compile/schema.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'

const count = (texts: readonly string[]): number =>
  texts.reduce((all, text) => all + text.split('x-kubernetes-validations').length - 1, 0)

/** What the rules of each kind that are not checked use. */
const unchecked = (folder: string): { rules: number; left: string[] } => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'))
  const left = texts.flatMap((text, i) =>
    parse(files[i]!, text)
      .documents.flatMap(({ value }) => readCrd(value) ?? [])
      .flatMap((crd) => {
        const { body } = compileCrd(crd)
        return [...body.matchAll(/unknownRule\(trace, \w+, (.*)\)/g)].map(([, why]) => `${crd.kind}: ${why!}`)
      }),
  )
  return { rules: count(texts), left }
}

const noneLeft = (folder: string): void => {
  const { rules, left } = unchecked(folder)
  expect(rules).toBeGreaterThan(20)
  expect(left).toEqual([])
}

describe('no rule is left unchecked', () => {
  it("of agentgateway's kinds", { timeout: 60_000 }, (ctx: TestContext) => {
    const folder = upstreamCrds()
    if (folder === undefined) return ctx.skip(NEEDS_UPSTREAM_CRDS)
    noneLeft(folder)
  })

  it('of the Gateway API', { timeout: 120_000 }, async (ctx: TestContext) => {
    let folder: string
    try {
      folder = await gatewayApiCrds()
    } catch (error) {
      return ctx.skip(`needs the Gateway API's CRDs: ${String(error)}`)
    }
    noneLeft(folder)
  })
})
