import { expect, it } from 'vitest'
import { OwnWrites } from '../../src/cluster/informer/own-writes.ts'
import type { Resource } from '../../src/model/resource.ts'
import { refKey, refOf } from '../../src/model/resource.ts'

const object = (name: string, resourceVersion: string): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', resourceVersion },
})
const key = refKey(refOf(object('a', '1')))

it('holds back what is told of an object while it is written, and drops what the write did', () => {
  const own = new OwnWrites()
  own.begin(key)
  const [other, before, mine] = [{ is: object('b', '2') }, { is: object('a', '3') }, { is: object('a', '4') }]
  expect(own.sift([other, before, mine])).toEqual([other])
  expect(own.end(key, object('a', '4'))).toEqual([before])
  expect(own.sift([mine])).toEqual([mine])
})

it('tells all of it where the write failed', () => {
  const own = new OwnWrites()
  own.begin(key)
  const gone = { was: object('a', '5') }
  own.sift([gone])
  expect(own.end(key)).toEqual([gone])
})
