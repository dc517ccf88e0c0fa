import { Button } from '@mantine/core'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Icon } from '../look/icons.tsx'
import classes from './files.module.css'

interface Props {
  title: string
  about: string
  button: string
  /** As an input of files has it. */
  accept: string
  onFile: (file: File) => void
  /** While a file is on its way. */
  isBusy: boolean
  children?: ReactNode
}

/** A place for a file to be dropped on; for those who have it not at hand, with a button. */
export function DropZone({ title, about, button, accept, onFile, isBusy, children }: Props) {
  const [isOver, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file !== undefined) onFile(file)
  }
  const over = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whoever does not drag has the button
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="import" size={36} />
      <strong>{title}</strong>
      <p>{about}</p>
      <ChooseFile button={button} accept={accept} onFile={onFile} isBusy={isBusy} />
      {children}
    </div>
  )
}

export function ChooseFile({ button, accept, onFile, isBusy }: Omit<Props, 'title' | 'about' | 'children'>) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          // The same file may be chosen again, once it is another.
          currentTarget.value = ''
          if (file !== undefined) onFile(file)
        }}
      />
      <Button loading={isBusy} onClick={() => input.current?.click()}>
        {button}
      </Button>
    </>
  )
}
