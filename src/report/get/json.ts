/** The gateway for programs; the shape stands in schemas/output/get.schema.json. */
import type { Overview } from '../../model/overview.ts'

export const overviewJson = ({ entries, notServed }: Overview): string => {
  const count = (accepted: string): number => entries.filter((entry) => entry.accepted === accepted).length
  return `${JSON.stringify(
    {
      summary: {
        resources: entries.length,
        accepted: count('True'),
        notAccepted: count('False'),
        unknown: count('Unknown'),
        notServed,
      },
      resources: entries,
    },
    null,
    2,
  )}\n`
}
