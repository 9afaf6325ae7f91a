"use client";

import { type ComponentProps, useEffect, useRef } from "react";

/**
 * A row of tabs that scrolls sideways where it is too narrow: it fades out where there is more, a wheel moves it, and
 * the chosen one is in view.
 */
export function ScrollRow({ className = "", ...rest }: ComponentProps<"div">) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = row.current;
    if (!element) return;
    const look = () => {
      const on = element.querySelector<HTMLElement>("[aria-selected=true], [aria-current]");
      if (on) {
        // What is kept between it and an end, so that it does not stand in the fade.
        const margin = Math.max(0, Math.min(28, (element.clientWidth - on.offsetWidth) / 2));
        const most = on.offsetLeft - margin;
        const least = on.offsetLeft + on.offsetWidth + margin - element.clientWidth;
        element.scrollLeft = Math.min(most, Math.max(least, element.scrollLeft));
      }
      tellMore(element);
    };
    look();
    const size = new ResizeObserver(look);
    size.observe(element);
    // A tab that is chosen, comes, goes or gets a longer name.
    const content = new MutationObserver(look);
    content.observe(element, {
      attributeFilter: ["aria-selected", "aria-current"],
      childList: true,
      characterData: true,
      subtree: true,
    });
    return () => {
      size.disconnect();
      content.disconnect();
    };
  }, []);

  return (
    <div
      {...rest}
      ref={row}
      className={`scroll-row ${className}`}
      onScroll={(event) => tellMore(event.currentTarget)}
      onWheel={(event) => {
        if (Math.abs(event.deltaY) > Math.abs(event.deltaX)) event.currentTarget.scrollLeft += event.deltaY;
      }}
    />
  );
}

function tellMore(row: HTMLElement): void {
  const { scrollLeft, clientWidth, scrollWidth } = row;
  row.toggleAttribute("data-more-before", scrollLeft > 1);
  row.toggleAttribute("data-more-after", scrollLeft + clientWidth < scrollWidth - 1);
}
