import { z } from "zod";
import { filesSchema } from "./client-message.ts";
import { labEventSchema } from "./lab-event.ts";
import { limits } from "./limits.ts";
import { idiomSchema, lessonSlugSchema } from "./names.ts";

/** A finished lab: the files that ran and all that happened. Replayable without a server. */
export const recordingSchema = z.object({
  version: z.literal(1),
  lesson: z.nullable(lessonSlugSchema),
  idiom: idiomSchema,
  files: filesSchema,
  events: z.array(labEventSchema).max(limits.recording.events),
});
export type Recording = z.infer<typeof recordingSchema>;
