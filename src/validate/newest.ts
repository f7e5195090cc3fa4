/** The minor version of Kubernetes 1.x that the newest functions of rules known here came with. */
export const NEWEST = 34
