"use client";

import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";
import type { Words } from "../words/words.ts";
import { LateNotice } from "./late-notice.tsx";
import { LateError, lateTrouble } from "./late-trouble.ts";

type Around<Props> = {
  /** What stands until the part is there; nothing, unless it is said. */
  Waiting?: ComponentType<Props>;
  /** What stands in the part's place when it cannot be had: the notice, and what may go around it. */
  failed?: (props: Props, notice: ReactNode) => ReactNode;
  /** Says what could not be loaded, where its place does not show it. */
  title?: (words: Words) => string;
};

/**
 * A part of the page whose script comes when it is wanted. Where it cannot be had (no line to the site, or a site that
 * was replaced meanwhile), and where the part itself breaks, the part alone says so and can be tried again: the page
 * around it stays.
 */
export function latePart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  around: Around<Props> = {},
): ComponentType<Props> {
  const fetchPart = async () => {
    try {
      return { default: await load() };
    } catch (error) {
      // React remembers a failure for good, and somebody may have looked away from it: who comes after it begins anew.
      late.latest = lazy(fetchPart);
      throw new LateError(await lateTrouble(error), error);
    }
  };
  const late: Late<Props> = { ...around, fetch: fetchPart, latest: lazy(fetchPart) };
  return (props) => <Place late={late} props={props} />;
}

type Late<Props> = Around<Props> & {
  fetch: () => Promise<{ default: ComponentType<Props> }>;
  /** What a place shows that is drawn from now on. */
  latest: ComponentType<Props>;
};

/** Where a part stands. It keeps its own, whatever happens in another place. */
function Place<Props extends object>({ late, props }: { late: Late<Props>; props: Props }) {
  const [{ Part, tries }, setPart] = useState({ Part: late.latest, tries: 0 });
  const { Waiting, failed = withSpace, title } = late;
  const again = async () => {
    await late.fetch();
    setPart({ Part: late.latest, tries: tries + 1 });
  };
  return (
    <Boundary
      key={tries}
      failed={(error) => failed(props, <LateNotice error={error} title={title} onAgain={again} />)}
    >
      <Suspense fallback={Waiting ? <Waiting {...props} /> : null}>
        <Part {...props} />
      </Suspense>
    </Boundary>
  );
}

const withSpace = (_: object, notice: ReactNode) => (
  <div className="h-full overflow-auto px-3 py-2">{notice}</div>
);

type BoundaryProps = { failed: (error: unknown) => ReactNode; children: ReactNode };

class Boundary extends Component<BoundaryProps, { caught: [unknown] | null }> {
  override state: { caught: [unknown] | null } = { caught: null };
  static getDerivedStateFromError(error: unknown) {
    return { caught: [error] };
  }
  override render() {
    return this.state.caught ? this.props.failed(this.state.caught[0]) : this.props.children;
  }
}
