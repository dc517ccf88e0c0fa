import { Modal, type ModalProps } from '@mantine/core'
import { useOpenedAfter } from './opened-after.ts'

export default function LoadedModal({ opened, ...rest }: ModalProps) {
  return <Modal opened={useOpenedAfter(opened)} {...rest} />
}
