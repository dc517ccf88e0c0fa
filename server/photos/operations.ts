import { readMeant } from '../contacts/meant.ts'
import { patchContact } from '../contacts/write.ts'
import { discardFile, StoredSource, type UploadedFile } from '../files/files.ts'
import { faulty, invalid, notFound } from '../http/errors.ts'
import { downloads, type Writing, writes } from '../http/operation.ts'
import { keepPhotos, readPictures } from './photos.ts'
import { fileNameOf, pictureOf } from './picture.ts'

export const photoOperations = [
  downloads('contacts/photo/{id}', async ({ db, caller, id }) => {
    const { properties } = await readMeant(db, caller.customerId, id)
    const photo = properties['Photo'] as string | undefined
    const picture = photo && (await readPictures(db, caller.customerId, [photo])).get(photo)
    if (!picture) throw notFound('photo')
    const { mediaType, bytes } = picture
    return { name: fileNameOf(mediaType), mediaType, size: bytes.length, content: oneOf(bytes) }
  }),

  writes('contacts/update-photo/{id}', async (call) => {
    const { db, caller, id, file } = call
    await readMeant(db, caller.customerId, id)
    if (file === undefined)
      throw invalid('The picture is missing: send it as the part `file` of a multipart/form-data body.')
    const picture = await uploadedPicture(call, file)
    const contact = await patchContact(call, id, { Photo: picture.id })
    await keepPhotos(db, caller, [{ contactId: contact.Id as string, picture }])
    return contact
  }),

  writes('contacts/delete-photo/{id}', (call) => patchContact(call, call.id, { Photo: null })),
]

async function* oneOf(bytes: Buffer) {
  yield bytes
}

/** @throws a 400 where it is no picture that can be kept */
async function uploadedPicture({ db, caller }: Writing<'contacts/update-photo/{id}'>, file: UploadedFile) {
  const source = new StoredSource(db, caller.customerId, file)
  const picture = pictureOf(Buffer.concat(await Array.fromAsync(source.read(0, file.size))))
  if (picture === undefined) throw faulty([{ Path: 'file', Message: 'is no JPEG, PNG, GIF or WebP' }])
  await discardFile(db, caller.customerId, file.id)
  return picture
}
