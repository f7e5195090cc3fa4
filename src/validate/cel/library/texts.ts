/** Functions of strings: cel-go's extension, as far as Kubernetes has it, and Kubernetes' regular expressions. */
import { CelError } from '../../runtime/errors.ts'
import { find, findAll } from '../../runtime/re2.ts'
import {
  charAt,
  indexOf,
  lastIndexOf,
  lowerAscii,
  quote,
  replace,
  split,
  substring,
  trim,
  upperAscii,
} from '../../runtime/strings.ts'
import { itemsOf, type ListValue, textOf } from '../values.ts'
import { formatText } from './format-text.ts'
import type { Library } from './library.ts'

const join = (list: ListValue, separator = ''): string =>
  itemsOf(list)
    .map((item) => {
      if (typeof item !== 'string') throw new CelError(`join: invalid input: ${textOf(item)}`)
      return item
    })
    .join(separator)

export const STRINGS: Library = {
  name: 'strings',
  since: 0,
  functions: {
    'string.charAt(int): string': charAt,
    'string.indexOf(string): int': indexOf,
    'string.indexOf(string,int): int': indexOf,
    'string.lastIndexOf(string): int': lastIndexOf,
    'string.lastIndexOf(string,int): int': lastIndexOf,
    'string.lowerAscii(): string': lowerAscii,
    'string.replace(string,string): string': replace,
    'string.replace(string,string,int): string': replace,
    'string.split(string): list<string>': split,
    'string.split(string,int): list<string>': split,
    'string.substring(int): string': substring,
    'string.substring(int,int): string': substring,
    'string.trim(): string': trim,
    'string.upperAscii(): string': upperAscii,
    'list<string>.join(): string': join,
    'list<string>.join(string): string': join,
  },
}

export const STRINGS_2: Library = {
  name: 'strings, version 2',
  since: 30,
  functions: {
    'string.format(list<dyn>): string': formatText,
    'strings/quote(string): string': quote,
  },
}

export const REGEX: Library = {
  name: 'regex',
  since: 0,
  functions: {
    'string.find(string): string': find,
    'string.findAll(string): list<string>': findAll,
    'string.findAll(string,int): list<string>': findAll,
  },
}
