/** A route to a sectionName or port that the Gateway does not have. */
import { refLabel } from '../../model/resource.ts'
import { nearest } from '../../model/nearest.ts'
import { attachmentsOf, listenerText } from '../world/attachments.ts'
import type { Rule } from './rule.ts'

export const unknownListener: Rule = {
  codes: ['unknown-listener'],
  check: (world, tell) => {
    for (const { parent, sectionName, port, listeners, named } of attachmentsOf(world)) {
      if (named.length > 0 || (sectionName === undefined && port === undefined)) continue
      const what = [
        ...(sectionName === undefined ? [] : [`of the name "${sectionName}"`]),
        ...(port === undefined ? [] : [`at port ${port}`]),
      ]
      const near = nearest(
        sectionName ?? '',
        listeners.map(({ name }) => name),
      )
      const all = listeners.map(listenerText).join(', ')
      tell(parent.from, {
        code: 'unknown-listener',
        severity: 'error',
        path: [...parent.path, sectionName === undefined ? 'port' : 'sectionName'],
        message: `${refLabel(parent.to)} has no listener ${what.join(' and ')}`,
        hint:
          near === undefined || near === sectionName
            ? `its listeners are ${all || 'none'}`
            : `did you mean "${near}"?`,
      })
    }
  },
}
