import { z } from 'zod';

/** RFC 9457, with members of our own after `status`. */
export const problemSchema = z
  .object({
    type: z.string().describe('`urn:axbridge:problem:` and the code.'),
    title: z.string().describe('What went wrong; the same for every error of the code.'),
    status: z.int(),
    detail: z.string().optional().describe('What it was about this time. Never a real number.'),
    code: z.string().describe('One of the stable codes that the error page lists.'),
    retry: z
      .enum(['safe', 'never', 'after-change'])
      .describe(
        'Whether the request may be repeated: as it is, never blindly, or when something was changed.',
      ),
    advice: z.string().describe('What can be done now.'),
    requestId: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('What is wrong with the input, place by place.'),
  })
  .meta({ id: 'Problem', description: 'An error as a problem document (RFC 9457).' });

export type Problem = z.output<typeof problemSchema>;

const answer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** The errors that every route can answer with. */
export const PROBLEMS = {
  '4xx': answer('The request was refused; nothing was changed.'),
  '5xx': answer('A fault on this side.'),
} as const;

/** The answer to what leaves nothing to show. */
export const NO_CONTENT = z.null().describe('Done.');
