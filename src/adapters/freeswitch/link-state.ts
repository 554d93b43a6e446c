import type { LinkState } from '../../esl/inbound-client.ts';
import type { SwitchLink } from '../../ports/switch-port.ts';

/** The protocol's states in the words of the port. */
export function linkStateOf(state: LinkState): SwitchLink {
  switch (state.tag) {
    case 'idle':
    case 'connecting':
    case 'authenticating':
    case 'subscribing':
      return { state: 'connecting' };
    case 'reconciling':
      return { state: 'reconciling' };
    case 'ready':
      return { state: 'ready' };
    case 'waiting':
      return { state: 'waiting', retryInMs: state.delayMs, because: state.because };
    case 'draining':
      return { state: 'stopped' };
    case 'closed':
      return state.reason === 'stopped' ? { state: 'stopped' } : { state: 'refused', because: state.reason };
  }
}
