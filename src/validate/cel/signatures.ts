/** The types that operators take. */
import { readSignature, type Signature } from './library/signature.ts'

export interface Candidate extends Omit<Signature, 'name' | 'isMethod'> {
  readonly since: number
}

const read = (text: string, since = 0): Candidate => {
  const { args, result } = readSignature(text)
  return { args, result, since }
}

const NUMBERS = ['int', 'uint', 'double']
const ORDERED = [...NUMBERS, 'bool', 'string', 'bytes', 'timestamp', 'duration']

const ordering: readonly Candidate[] = [
  ...ORDERED.map((type) => read(`f(${type},${type}): bool`)),
  ...NUMBERS.flatMap((a) => NUMBERS.filter((b) => b !== a).map((b) => read(`f(${a},${b}): bool`, 29))),
]

const same = (types: readonly string[]): Candidate[] =>
  types.map((type) => read(`f(${type},${type}): ${type}`))

export const OPERATORS: Readonly<Record<string, readonly Candidate[]>> = {
  '_&&_': [read('f(bool,bool): bool')],
  '_||_': [read('f(bool,bool): bool')],
  '!_': [read('f(bool): bool')],
  '-_': [read('f(int): int'), read('f(double): double')],
  '_?_:_': [read('f(bool,A,A): A')],
  '_==_': [read('f(A,A): bool')],
  '_!=_': [read('f(A,A): bool')],
  '_<_': ordering,
  '_<=_': ordering,
  '_>_': ordering,
  '_>=_': ordering,
  '_+_': [
    ...same([...NUMBERS, 'string', 'bytes', 'duration']),
    read('f(list<A>,list<A>): list<A>'),
    read('f(timestamp,duration): timestamp'),
    read('f(duration,timestamp): timestamp'),
  ],
  '_-_': [
    ...same([...NUMBERS, 'duration']),
    read('f(timestamp,duration): timestamp'),
    read('f(timestamp,timestamp): duration'),
  ],
  '_*_': same(NUMBERS),
  '_/_': same(NUMBERS),
  '_%_': same(['int', 'uint']),
  '@in': [read('f(A,list<A>): bool'), read('f(A,map<A,B>): bool')],
  '_[_]': [
    read('f(list<A>,int): A'),
    read('f(map<A,B>,A): B'),
    read('f(optional<list<A>>,int): optional<A>'),
    read('f(optional<map<A,B>>,A): optional<B>'),
  ],
  '_[?_]': [
    read('f(list<A>,int): optional<A>'),
    read('f(map<A,B>,A): optional<B>'),
    read('f(optional<list<A>>,int): optional<A>'),
    read('f(optional<map<A,B>>,A): optional<B>'),
  ],
  'cel.@mapInsert': [read('f(map<A,B>,A,B): map<A,B>'), read('f(map<A,B>,map<A,B>): map<A,B>')],
}
