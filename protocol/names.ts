import { z } from "zod";
import { limits } from "./limits.ts";

/** The two hosts of a lab. `you` is 10.0.0.2, where programs run; `lab` is 10.0.0.1, where reference peers run. */
export const hostSchema = z.enum(["you", "lab"]);
export type Host = z.infer<typeof hostSchema>;
export { hostAddress } from "./host-address.ts";

/** A run's name, chosen by the page: unique within its lab, so that late messages of an old run can be told and dropped. */
export const runIdSchema = z.string().regex(/^r[0-9a-z]{1,24}$/);
export type RunId = z.infer<typeof runIdSchema>;

/** A reference peer's name, as in `sandbox-server/peers/`. */
export const peerIdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
export type PeerId = z.infer<typeof peerIdSchema>;

/** Who made a call: a run of the learner's (`r1`) or a reference peer (`peer:gbk-echo`). */
export type Actor = RunId | `peer:${string}`;
export const actorSchema = z
  .string()
  .regex(/^(r[0-9a-z]{1,24}|peer:[a-z][a-z0-9-]{0,31})$/) as z.ZodType<Actor>;

/** A lesson's folder name. */
export const lessonSlugSchema = z.string().regex(/^[0-9]{2}-[a-z0-9-]{1,40}$/);

/** The two ways of writing a program: blocking `sockets`, or Node's `net` and `dgram`. */
export const idiomSchema = z.enum(["berkeley", "node"]);
export type Idiom = z.infer<typeof idiomSchema>;

/** A file of the learner's, relative to the home: plain names and folders, never `..`, never hidden, never `__proto__`. */
export const filePathSchema = z
  .string()
  .max(limits.files.pathLength)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*(\/[A-Za-z0-9][A-Za-z0-9_.-]*)*$/, "use letters, digits, _ . - and /")
  .refine((path) => !path.split("/").includes("node_modules"), "node_modules is not yours to write");

/** Microseconds since the lab opened (CLOCK_MONOTONIC on the server). No lab stays open for a hundred days. */
export const microsSchema = z.number().nonnegative().max(1e13);
export type Micros = z.infer<typeof microsSchema>;
