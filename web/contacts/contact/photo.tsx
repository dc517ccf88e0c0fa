/** The contact's picture, and the way to another one. */
import { FileButton, Menu, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { crm } from '../../crm/crm.ts'
import { tellProblem, warn } from '../../crm/toasts.tsx'
import { Icon } from '../../look/icons.tsx'
import { texts } from '../../texts/texts.ts'
import { ContactAvatar } from '../avatar.tsx'
import { tellOfChange } from '../change.tsx'
import type { Contact } from '../rows.ts'

export function ContactPhoto({ contact }: { contact: Contact }) {
  const { photo, properties } = texts
  const { Id = '', DisplayName = '', Photo } = contact
  const change = async (run: () => Promise<Contact>) => {
    try {
      tellOfChange(await run(), properties.Photo)
    } catch (error) {
      tellProblem(error)
    }
  }
  const give = async (file: File | null) => {
    const picture = file && (await smaller(file))
    if (picture) await change(() => crm.contacts.updatePhoto(Id, { file: picture }))
    else if (file) warn(photo.notSo)
  }
  return (
    <FileButton accept="image/*" onChange={(file) => void give(file)}>
      {({ onClick: choose }) => (
        <Menu position="bottom-start">
          <Menu.Target>
            <UnstyledButton>
              <VisuallyHidden>{photo.of(DisplayName)}</VisuallyHidden>
              <ContactAvatar contact={contact} size={48} />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Icon name="photo" />} onClick={choose}>
              {photo.choose}
            </Menu.Item>
            {Photo && (
              <Menu.Item
                leftSection={<Icon name="delete" />}
                onClick={() => void change(() => crm.contacts.deletePhoto(Id))}
              >
                {photo.remove}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </FileButton>
  )
}

/** In pixels of the longer side: a face needs no more, and the server takes 1 MB. */
const longest = 512

/** @returns undefined where the browser cannot show it either */
async function smaller(file: File): Promise<Blob | undefined> {
  const image = await createImageBitmap(file).catch(() => undefined)
  if (image === undefined) return undefined
  const scale = Math.min(1, longest / Math.max(image.width, image.height))
  const [width, height] = [Math.ceil(image.width * scale), Math.ceil(image.height * scale)]
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height)
  image.close()
  return canvas.convertToBlob({ type: 'image/webp' })
}
