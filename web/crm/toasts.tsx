/** Short messages at the edge of the page: what was done, with a way back, and how long work goes. */
import { Button, Group, Progress, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { RequestPoller, type RequestStatus } from '../../client/client.ts'
import { Icon } from '../look/icons.tsx'
import { texts } from '../texts/texts.ts'
import { crm } from './crm.ts'
import { explain, type Sentences } from './explain.ts'

const staysFor = 8000
let told = 0

/** @param undo takes back what was done; the toast then says how that went */
export function tell(
  message: string,
  { undo, id = `told-${told++}` }: { undo?: () => Promise<unknown>; id?: string } = {},
) {
  const button = undo && (
    <Button
      size="compact-xs"
      variant="default"
      flex="none"
      leftSection={<Icon name="undo" size={13} />}
      onClick={() => takeBack(id, undo)}
    >
      {texts.undo}
    </Button>
  )
  const shown = {
    id,
    message: <Line text={message}>{button}</Line>,
    loading: false,
    autoClose: staysFor,
    withCloseButton: true,
  }
  notifications.hide(id)
  notifications.show(shown)
}

export function tellProblem(error: unknown, id?: string, own?: Sentences): void {
  const message = explain(error, own)
  if (id !== undefined) notifications.hide(id)
  warn(message)
}

export function warn(message: string): void {
  notifications.show({ message, color: 'red', icon: <Icon name="warning" />, autoClose: staysFor, role: 'alert' })
}

async function takeBack(id: string, undo: () => Promise<unknown>): Promise<void> {
  notifications.update({ id, message: <Line text={texts.undoing} />, loading: true, autoClose: false })
  try {
    const outcome = await undo()
    tell(typeof outcome === 'string' ? outcome : texts.undone, { id })
  } catch (error) {
    tellProblem(error, id)
  }
}

const Line = ({ text, children }: { text: string; children?: React.ReactNode }) => (
  <Group justify="space-between" gap="sm" wrap="nowrap">
    <Text size="sm" lineClamp={3}>
      {text}
    </Text>
    {children}
  </Group>
)

/**
 * Follows a request, with a toast that shows how far it is.
 * @returns its result
 * @throws what it failed by
 */
export async function follow<Result>(message: string, request: RequestStatus<Result>): Promise<Result> {
  const id = request.RequestId
  const show = (percent: number) => ({
    id,
    loading: true,
    autoClose: false as const,
    withCloseButton: false,
    message: (
      <>
        <Text size="sm" mb={6}>
          {message}
        </Text>
        <Progress value={percent} size="sm" aria-label={message} />
      </>
    ),
  })
  // What takes no time needs no toast of its own.
  const slow = setTimeout(() => notifications.show(show(0)), 300)
  try {
    return await outcomeOf(request, (percent) => notifications.update(show(percent)))
  } finally {
    clearTimeout(slow)
    notifications.hide(id)
  }
}

export function outcomeOf<Result>(request: RequestStatus<Result>, onPercent: (percent: number) => void = () => {}) {
  return new Promise<Result>((resolve, reject) => {
    const poller = new RequestPoller<Result>(crm, request, {
      onTick: ({ PercentComplete }) => onPercent(PercentComplete),
      onProcessed: resolve,
      onFail: reject,
      longestDelay: 1000,
    })
    poller.start().catch(reject)
  })
}
