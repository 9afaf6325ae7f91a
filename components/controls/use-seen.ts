"use client";

import { type RefObject, useEffect, useRef, useState } from "react";

/** Whether an element has ever been in sight: what stands behind a tab of a small screen need not be fetched and drawn. */
export function useSeen<Box extends Element>(): [RefObject<Box | null>, boolean] {
  const box = useRef<Box>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (seen || !element) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [seen]);
  return [box, seen];
}
