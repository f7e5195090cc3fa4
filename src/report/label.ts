import { refLabel, type ResourceRef } from '../model/resource.ts'

/** An object as a person would name it to kubectl. */
export const label = (ref: ResourceRef): string =>
  `${refLabel(ref)}${ref.namespace === undefined ? '' : ` -n ${ref.namespace}`}`
