/** What to accept for the metadata of objects alone. */
const form = (kind: string): string => `application/json;as=${kind};g=meta.k8s.io;v=v1`

/** Of one object: a server that does not know the form sends all of it. */
export const METADATA = `${form('PartialObjectMetadata')},application/json`

/** Of many: no other form is accepted besides, so that a server that does not know it refuses instead of sending all. */
export const METADATA_LIST = form('PartialObjectMetadataList')
