/** The kinds of files that go in and out: how their names end, and what they are called over HTTP. */
const kinds = {
  CSV: { ending: 'csv', mediaType: 'text/csv; charset=utf-8' },
  XLSX: { ending: 'xlsx', mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  VCARD: { ending: 'vcf', mediaType: 'text/vcard; charset=utf-8' },
  JSON: { ending: 'jsonl', mediaType: 'application/jsonl; charset=utf-8' },
  ZIP: { ending: 'zip', mediaType: 'application/zip' },
}

export type FileKind = keyof typeof kinds

export const fileKind = (kind: FileKind) => kinds[kind]
