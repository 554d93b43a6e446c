/** What a binding's policy adds to an order: nothing. */
export const PLAIN_TERMS = {
  language: 'en',
  callerPrompts: [],
  calleePrompts: [],
  recording: null,
  survey: null,
  endingSoon: null,
  hunt: null,
} as const;
