/**
 * Calls a listener of the library's owner. What it throws is the owner's fault, not the stream's: it surfaces as an uncaught
 * exception, as loud as it was, and what comes behind it in the stream still counts.
 */
export function callListener(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
