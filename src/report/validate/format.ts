/** The formats of a verdict. All but the one for people are loaded when they are asked for. */
import type { ReportContext } from './context.ts'
import type { ShownVerdict } from './show.ts'
import { verdictText } from './text.ts'

export const FORMATS = ['text', 'json', 'sarif', 'junit', 'github'] as const
export type Format = (typeof FORMATS)[number]

/** Ends in a newline, or is empty. */
export const renderVerdict = async (
  format: Format,
  verdict: ShownVerdict,
  context: ReportContext,
): Promise<string> => {
  switch (format) {
    case 'text':
      return verdictText(verdict, context)
    case 'json':
      return (await import('./json.ts')).verdictJson(verdict)
    case 'sarif':
      return (await import('./sarif.ts')).verdictSarif(verdict, context)
    case 'junit':
      return (await import('./junit.ts')).verdictJunit(verdict, context)
    case 'github':
      return (await import('./github.ts')).verdictGithub(verdict, context)
  }
}
