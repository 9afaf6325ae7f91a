import type { MDXComponents } from "mdx/types";
import Link from "next/link";
import type { ComponentProps } from "react";
import { Callout } from "./callout.tsx";
import { Exercise } from "./exercise.tsx";
import { Answer, Choice, Predict, Question } from "./predict.tsx";
import { Recording } from "./recording.tsx";
import { Step, Steps } from "./steps.tsx";
import { Try } from "./try.tsx";

/** What the prose of a lesson is made of: Markdown's elements in the page's own look, and the parts that act. */
export const lessonElements: MDXComponents = {
  h2: (props: ComponentProps<"h2">) => (
    <h2 className="mt-7 mb-1.5 font-semibold text-[15.5px] tracking-[-0.01em]" {...props} />
  ),
  h3: (props: ComponentProps<"h3">) => <h3 className="mt-5 mb-1 font-semibold text-sm" {...props} />,
  p: (props: ComponentProps<"p">) => <p className="my-2" {...props} />,
  ul: (props: ComponentProps<"ul">) => (
    <ul className="my-2 list-disc pl-5 marker:text-faint [&>li]:my-1" {...props} />
  ),
  ol: (props: ComponentProps<"ol">) => (
    <ol className="my-2 list-decimal pl-5 marker:text-muted [&>li]:my-1" {...props} />
  ),
  a: ({ href = "", children }: ComponentProps<"a">) => {
    const look = "text-lab underline decoration-1 underline-offset-2 hover:decoration-2";
    return href.startsWith("/") || href.startsWith("#") ? (
      <Link href={href} className={look}>
        {children}
      </Link>
    ) : (
      <a href={href} className={look} rel="noreferrer" target="_blank">
        {children}
      </a>
    );
  },
  // A code block's own <code> (shiki's, inside <pre>) is dressed by its <pre>.
  code: (props: ComponentProps<"code">) => (
    <code
      className="rounded border border-line bg-raised box-decoration-clone px-1 py-px text-[0.88em] [pre_&]:border-0 [pre_&]:bg-transparent [pre_&]:p-0 [pre_&]:text-[12.5px]"
      {...props}
    />
  ),
  pre: ({ className, ...rest }: ComponentProps<"pre">) => (
    // A long line scrolls sideways, so the keyboard must be able to reach it.
    <pre
      className={`lesson-code my-3 overflow-x-auto rounded-lg border border-line bg-panel px-3.5 py-2.5 leading-[1.6] ${className ?? ""}`}
      {...rest}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
      tabIndex={0}
    />
  ),
  table: (props: ComponentProps<"table">) => (
    <div className="my-3 overflow-x-auto">
      <table className="w-full border-collapse text-[13px]" {...props} />
    </div>
  ),
  th: (props: ComponentProps<"th">) => (
    <th
      className="border-line border-b px-2 py-1.5 text-left font-semibold text-[12.5px] text-muted first:pl-0"
      {...props}
    />
  ),
  td: (props: ComponentProps<"td">) => (
    <td className="border-line border-b px-2 py-1.5 align-top first:pl-0" {...props} />
  ),
  blockquote: (props: ComponentProps<"blockquote">) => (
    <blockquote className="my-3 border-line border-l-2 pl-3.5 text-muted" {...props} />
  ),
  kbd: (props: ComponentProps<"kbd">) => (
    <kbd
      className="rounded border border-line border-b-2 bg-raised px-1 py-px font-mono text-[0.82em]"
      {...props}
    />
  ),
  hr: () => <hr className="my-6 border-line" />,
  Steps,
  Step,
  Predict,
  Question,
  Choice,
  Answer,
  Try,
  Recording,
  Exercise,
  Callout,
};
