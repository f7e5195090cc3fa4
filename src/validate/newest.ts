/** The newest minor version of Kubernetes 1.x of which it is known here what the rules of its CRDs may use. */
export const NEWEST = 37
